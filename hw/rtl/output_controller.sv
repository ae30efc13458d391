// The counters that take folds through an output_array: a vector a cycle, then ROWS cycles in which results leave.
//
// A fold is accepted (fold_ready) in the cycle in which its stream begins. Without shadow registers that is when the last
// result of the fold before has left; with them (OVERLAPPED) it is when these take that fold's results over.
module output_controller #(
    parameter int ROWS       = 4,
    parameter bit OVERLAPPED = 0,
    parameter int HOPS       = 1
) (
    input  logic        clk,
    input  logic        rst,
    input  logic        fold_valid,
    input  logic [31:0] fold_stream,  // vectors, at least 1
    input  logic [31:0] fold_rows,    // rows in use, at least 1
    input  logic [31:0] fold_cols,    // columns in use, at least 1
    output logic        fold_ready,
    output logic        stream,
    output logic        first,
    output logic [31:0] stream_index,
    output logic        shift,
    output logic        transfer,
    output logic [31:0] drain_row,    // row whose results leave, with shift
    output logic        idle          // every result has left
);
  logic computing;               // vectors are still to come, or sums under way
  logic [31:0] stream_count;
  logic [31:0] length, rows, cols;
  logic [31:0] tail;             // cycles until the last PE has its sum
  logic finished;                // sums wait to leave
  logic draining;                // results leave, beyond the last row's
  logic [31:0] drain_count;

  logic begin_stream, begin_drain, last_vector, streaming;
  logic [31:0] length_now, skew;
  assign streaming    = computing && stream_count < length;
  assign begin_drain  = finished && !draining;
  assign fold_ready   = !computing && !(OVERLAPPED ? finished && !begin_drain : finished || draining);
  assign begin_stream = fold_valid && fold_ready;
  assign stream       = begin_stream || streaming;
  assign first        = begin_stream;
  assign stream_index = begin_stream ? 0 : stream_count;
  assign length_now   = begin_stream ? fold_stream : length;
  assign last_vector  = stream && stream_index + 1 == length_now;
  assign skew         = 32'(HOPS) * (begin_stream ? fold_rows + fold_cols - 2 : rows + cols - 2);

  assign shift     = begin_drain || draining;
  assign transfer  = begin_drain;
  assign drain_row = 32'(ROWS) - 1 - (begin_drain ? 0 : drain_count);
  assign idle      = !computing && !finished && !draining;

  logic sums_there;  // at the end of this cycle
  assign sums_there = (last_vector && skew == 0) || (computing && !streaming && tail == 1);

  always_ff @(posedge clk) begin
    if (rst) begin
      computing <= 0;
      stream_count <= 0;
      length <= 1;
      rows <= 1;
      cols <= 1;
      tail <= 0;
      finished <= 0;
      draining <= 0;
      drain_count <= 0;
    end else begin
      if (begin_stream) begin
        length <= fold_stream;
        rows   <= fold_rows;
        cols   <= fold_cols;
      end
      stream_count <= stream ? stream_index + 1 : stream_count;
      if (last_vector) tail <= skew;
      else if (tail != 0) tail <= tail - 1;
      computing   <= (begin_stream || computing) && !sums_there;
      finished    <= sums_there || (finished && !begin_drain);
      draining    <= shift && drain_row != 0;
      drain_count <= begin_drain ? 1 : drain_count + 1;
    end
  end
endmodule
