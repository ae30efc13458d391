// A PE that holds an operand (ws: a weight, is: an activation) while partial sums pass through it.
//
// Stationary operands come down the column in a wave: where `load` arrives, the PE takes the operand that comes with it
// and hands on the one that it held, so that after ROWS waves the first operand lies in the last row. With a shadow
// register (OVERLAPPED) this happens under the stream of the fold before; `swap`, which travels with a fold's first
// vector, takes the new operand over.
module stationary_pe #(
    parameter int A_BITS     = 8,
    parameter int B_BITS     = 8,
    parameter int ACC_BITS   = 32,
    parameter bit SATURATE   = 1,
    parameter bit OVERLAPPED = 0
) (
    input  logic                       clk,
    input  logic                       rst,
    input  logic signed [  A_BITS-1:0] a,          // from the left
    input  logic                       load,
    input  logic signed [  B_BITS-1:0] b,          // from above, with load
    output logic signed [  B_BITS-1:0] held,       // handed on below when load arrives
    input  logic                       swap,
    input  logic signed [ACC_BITS-1:0] sum_above,
    output logic signed [ACC_BITS-1:0] sum
);
  logic signed [B_BITS-1:0] operand;

  always_ff @(posedge clk) begin
    if (rst) held <= '0;
    else if (load) held <= b;
  end

  if (OVERLAPPED) begin : g_shadow
    logic signed [B_BITS-1:0] active;
    always_ff @(posedge clk) begin
      if (rst) active <= '0;
      else if (swap) active <= held;
    end
    assign operand = swap ? held : active;
  end else begin : g_single
    logic unused;
    assign unused  = swap;
    assign operand = held;
  end

  logic unused_overflow;
  multiply_accumulate #(
      .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE)
  ) mac (
      .a, .b(operand), .base(sum_above), .sum, .overflow(unused_overflow)
  );
endmodule
