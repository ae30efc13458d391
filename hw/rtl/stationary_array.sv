// ROWS x COLS PEs that hold operands (ws, is), and the skew of their edges: row i of the left edge is delayed by i hops,
// column j of the top edge by j hops; partial sums come from the ofmap buffer when they are wanted, because the fold before
// may have written them just now. Results leave the last row in the cycle in which it computes them; the write
// register of the ofmap buffer is the one that follows.
module stationary_array #(
    parameter int ROWS       = 4,
    parameter int COLS       = 4,
    parameter int A_BITS     = 8,
    parameter int B_BITS     = 8,
    parameter int ACC_BITS   = 32,
    parameter bit SATURATE   = 1,
    parameter bit OVERLAPPED = 0,
    parameter int HOPS       = 1
) (
    input  logic                       clk,
    input  logic                       rst,
    input  logic                       load,          // `top` holds a row of stationary operands
    input  logic signed [  B_BITS-1:0] top   [COLS],
    input  logic                       stream,        // `left` holds a vector
    input  logic                       swap,          // the fold's first
    input  logic        [        31:0] cols,          // that the fold uses
    input  logic signed [  A_BITS-1:0] left  [ROWS],
    input  logic signed [ACC_BITS-1:0] sum_in[COLS],  // column j: for the vector of j hops ago
    output logic                       valid [COLS],
    output logic signed [ACC_BITS-1:0] result[COLS]
);
  // At the edge of PE (i, j): from the left, and from above.
  logic signed [A_BITS-1:0] a[ROWS][COLS];
  logic load_at[ROWS][COLS];
  logic valid_at[ROWS][COLS];
  logic swap_at[ROWS][COLS];
  logic signed [B_BITS-1:0] b[ROWS][COLS];
  logic signed [ACC_BITS-1:0] sum_above[ROWS][COLS];
  logic signed [B_BITS-1:0] held[ROWS][COLS];
  logic signed [ACC_BITS-1:0] sum[ROWS][COLS];

  for (genvar i = 0; i < ROWS; i++) begin : g_left
    hop #(.WIDTH(A_BITS), .STAGES(i * HOPS)) skew (.clk, .rst, .from(left[i]), .to(a[i][0]));
  end
  for (genvar j = 0; j < COLS; j++) begin : g_top
    hop #(
        .WIDTH(3 + B_BITS), .STAGES(j * HOPS)
    ) skew (
        .clk, .rst,
        .from({load, stream && 32'(j) < cols, swap, top[j]}), .to({load_at[0][j], valid_at[0][j], swap_at[0][j], b[0][j]})
    );
    assign sum_above[0][j] = sum_in[j];
    assign valid[j]  = valid_at[ROWS-1][j];
    assign result[j] = sum[ROWS-1][j];
    logic unused;
    assign unused = &{held[ROWS-1][j]};
  end

  for (genvar i = 0; i < ROWS; i++) begin : g_row
    for (genvar j = 0; j < COLS; j++) begin : g_pe
      stationary_pe #(
          .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE), .OVERLAPPED(OVERLAPPED)
      ) pe (
          .clk, .rst, .a(a[i][j]), .load(load_at[i][j]), .b(b[i][j]), .held(held[i][j]),
          .swap(swap_at[i][j]), .sum_above(sum_above[i][j]), .sum(sum[i][j])
      );
      if (j + 1 < COLS) begin : g_right
        hop #(.WIDTH(A_BITS), .STAGES(HOPS)) right (.clk, .rst, .from(a[i][j]), .to(a[i][j+1]));
      end
      if (i + 1 < ROWS) begin : g_down
        hop #(
            .WIDTH(3 + B_BITS + ACC_BITS), .STAGES(HOPS)
        ) down (
            .clk, .rst,
            .from({load_at[i][j], valid_at[i][j], swap_at[i][j], held[i][j], sum[i][j]}),
            .to({load_at[i+1][j], valid_at[i+1][j], swap_at[i+1][j], b[i+1][j], sum_above[i+1][j]})
        );
      end
    end
  end
endmodule
