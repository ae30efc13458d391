// The array with its controller: give it folds, answer its requests for operands in the cycle in which they are made, and
// take the results. Cycle for cycle and value for value what `models/array` computes.
//
// OUTPUT_STATIONARY = 0 (ws, is): `load` asks for the row of stationary operands `load_index` on `top` (0: the last row's),
// `stream` for the vector `stream_index` on `left` and, j hops later, for the partial sum it adds to on `sum_in[j]`; `valid`
// marks the columns whose results leave; a stream begins when `stream_ready` says that its vectors are there.
// OUTPUT_STATIONARY = 1 (os, where a fold that is offered has its vectors): `stream` asks for vectors on `left` and `top`; `drain` marks
// the cycles in which the results of row `drain_row` leave.
module systolic_array #(
    parameter int ROWS              = 4,
    parameter int COLS              = 4,
    parameter int A_BITS            = 8,
    parameter int B_BITS            = 8,
    parameter int ACC_BITS          = 32,
    parameter bit SATURATE          = 1,
    parameter bit OUTPUT_STATIONARY = 0,
    parameter bit OVERLAPPED        = 0,
    parameter int HOPS              = 1
) (
    input  logic                       clk,
    input  logic                       rst,
    input  logic                       fold_valid,
    input  logic        [        31:0] fold_stream,
    input  logic        [        31:0] fold_rows,
    input  logic        [        31:0] fold_cols,
    input  logic                       stream_ready,
    output logic                       fold_ready,
    output logic                       load,
    output logic        [        31:0] load_index,
    input  logic signed [  B_BITS-1:0] top   [COLS],
    output logic                       stream,
    output logic        [        31:0] stream_index,
    input  logic signed [  A_BITS-1:0] left  [ROWS],
    input  logic signed [ACC_BITS-1:0] sum_in[COLS],
    output logic                       valid [COLS],
    output logic                       drain,
    output logic        [        31:0] drain_row,
    output logic signed [ACC_BITS-1:0] result[COLS],
    output logic                       idle,
    output logic        [        31:0] cycle            // since the reset
);
  always_ff @(posedge clk) cycle <= rst ? 0 : cycle + 1;

  logic first;
  if (OUTPUT_STATIONARY) begin : g_output
    logic transfer;
    output_controller #(
        .ROWS(ROWS), .OVERLAPPED(OVERLAPPED), .HOPS(HOPS)
    ) controller (
        .clk, .rst, .fold_valid, .fold_stream, .fold_rows, .fold_cols, .fold_ready, .stream, .first, .stream_index,
        .shift(drain), .transfer, .drain_row, .idle
    );
    output_array #(
        .ROWS(ROWS), .COLS(COLS), .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE),
        .OVERLAPPED(OVERLAPPED), .HOPS(HOPS)
    ) pes (
        .clk, .rst, .stream, .first, .left, .top, .shift(drain), .transfer, .result
    );
    logic unused_ready;
    assign unused_ready = stream_ready;
    assign load       = 0;
    assign load_index = 0;
    for (genvar j = 0; j < COLS; j++) begin : g_column
      assign valid[j] = drain;
      logic unused;
      assign unused = &{sum_in[j]};
    end
  end else begin : g_stationary
    logic [31:0] stream_cols;
    stationary_controller #(
        .ROWS(ROWS), .OVERLAPPED(OVERLAPPED), .HOPS(HOPS)
    ) controller (
        .clk, .rst, .fold_valid, .fold_stream, .fold_cols, .stream_ready, .fold_ready, .load, .load_index, .stream,
        .swap(first),
        .stream_index, .stream_cols, .idle
    );
    stationary_array #(
        .ROWS(ROWS), .COLS(COLS), .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE),
        .OVERLAPPED(OVERLAPPED), .HOPS(HOPS)
    ) pes (
        .clk, .rst, .load, .top, .stream, .swap(first), .cols(stream_cols), .left, .sum_in, .valid, .result
    );
    assign drain     = 0;
    assign drain_row = 0;
    logic unused;
    assign unused = &{fold_rows};
  end
endmodule
