// ROWS x COLS PEs that keep their outputs (os), and the skew of their edges: row i of the left edge is delayed by i hops,
// column j of the top edge by j hops. Results leave the last row, all columns at once, the last row's first.
module output_array #(
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
    input  logic                       stream,        // `left` and `top` hold a vector
    input  logic                       first,         // the fold's first
    input  logic signed [  A_BITS-1:0] left  [ROWS],
    input  logic signed [  B_BITS-1:0] top   [COLS],
    input  logic                       shift,
    input  logic                       transfer,
    output logic signed [ACC_BITS-1:0] result[COLS]
);
  // At the edge of PE (i, j): from the left, and from above.
  logic signed [A_BITS-1:0] a[ROWS][COLS];
  logic valid_at[ROWS][COLS];
  logic first_at[ROWS][COLS];
  logic signed [B_BITS-1:0] b[ROWS][COLS];
  logic signed [ACC_BITS-1:0] chain[ROWS+1][COLS];  // results on their way down

  for (genvar i = 0; i < ROWS; i++) begin : g_left
    hop #(.WIDTH(A_BITS), .STAGES(i * HOPS)) skew (.clk, .rst, .from(left[i]), .to(a[i][0]));
  end
  for (genvar j = 0; j < COLS; j++) begin : g_top
    hop #(
        .WIDTH(2 + B_BITS), .STAGES(j * HOPS)
    ) skew (
        .clk, .rst, .from({stream, first, top[j]}), .to({valid_at[0][j], first_at[0][j], b[0][j]})
    );
    assign chain[0][j] = '0;
    assign result[j]   = chain[ROWS][j];
  end

  for (genvar i = 0; i < ROWS; i++) begin : g_row
    for (genvar j = 0; j < COLS; j++) begin : g_pe
      output_pe #(
          .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE), .OVERLAPPED(OVERLAPPED)
      ) pe (
          .clk, .rst, .a(a[i][j]), .b(b[i][j]), .valid(valid_at[i][j]), .first(first_at[i][j]), .shift, .transfer,
          .result_above(chain[i][j]), .result(chain[i+1][j])
      );
      if (j + 1 < COLS) begin : g_right
        hop #(.WIDTH(A_BITS), .STAGES(HOPS)) right (.clk, .rst, .from(a[i][j]), .to(a[i][j+1]));
      end
      if (i + 1 < ROWS) begin : g_down
        hop #(
            .WIDTH(2 + B_BITS), .STAGES(HOPS)
        ) down (
            .clk, .rst, .from({valid_at[i][j], first_at[i][j], b[i][j]}),
            .to({valid_at[i+1][j], first_at[i+1][j], b[i+1][j]})
        );
      end
    end
  end
endmodule
