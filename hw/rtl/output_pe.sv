// A PE that keeps its output (os) while both operands pass through it.
//
// `valid` and `first` come down with the operand b; `first` begins a new sum. Results leave down the column: from the
// accumulators themselves, or (OVERLAPPED) from shadow registers that take them over on `transfer`, in the cycle in which
// the next fold begins. The take-over already moves every result down by one row.
module output_pe #(
    parameter int A_BITS     = 8,
    parameter int B_BITS     = 8,
    parameter int ACC_BITS   = 32,
    parameter bit SATURATE   = 1,
    parameter bit OVERLAPPED = 0
) (
    input  logic                       clk,
    input  logic                       rst,
    input  logic signed [  A_BITS-1:0] a,            // from the left
    input  logic signed [  B_BITS-1:0] b,            // from above
    input  logic                       valid,
    input  logic                       first,
    input  logic                       shift,        // results move down by one row
    input  logic                       transfer,     // OVERLAPPED: and come from the accumulators
    input  logic signed [ACC_BITS-1:0] result_above,
    output logic signed [ACC_BITS-1:0] result
);
  logic signed [ACC_BITS-1:0] accumulator;
  logic signed [ACC_BITS-1:0] base;
  logic signed [ACC_BITS-1:0] sum;
  assign base = first ? '0 : accumulator;

  logic unused_overflow;
  multiply_accumulate #(
      .A_BITS(A_BITS), .B_BITS(B_BITS), .ACC_BITS(ACC_BITS), .SATURATE(SATURATE)
  ) mac (
      .a, .b, .base, .sum, .overflow(unused_overflow)
  );

  if (OVERLAPPED) begin : g_shadow
    logic signed [ACC_BITS-1:0] leaving;
    always_ff @(posedge clk) begin
      if (rst) accumulator <= '0;
      else if (valid) accumulator <= sum;
      if (rst) leaving <= '0;
      else if (shift) leaving <= result_above;
    end
    assign result = transfer ? accumulator : leaving;
  end else begin : g_single
    logic unused;
    assign unused = transfer;
    always_ff @(posedge clk) begin
      if (rst) accumulator <= '0;
      else if (shift) accumulator <= result_above;
      else if (valid) accumulator <= sum;
    end
    assign result = accumulator;
  end
endmodule
