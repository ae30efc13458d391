// One step of an accumulator: base + a * b, kept in ACC_BITS bits by saturation or by wrapping at every step.
module multiply_accumulate #(
    parameter int A_BITS   = 8,
    parameter int B_BITS   = 8,
    parameter int ACC_BITS = 32,
    parameter bit SATURATE = 1
) (
    input  logic signed [  A_BITS-1:0] a,
    input  logic signed [  B_BITS-1:0] b,
    input  logic signed [ACC_BITS-1:0] base,
    output logic signed [ACC_BITS-1:0] sum,
    output logic                       overflow
);
  localparam int PRODUCT_BITS = A_BITS + B_BITS;
  localparam int WIDE_BITS = (PRODUCT_BITS > ACC_BITS ? PRODUCT_BITS : ACC_BITS) + 1;
  localparam logic signed [ACC_BITS-1:0] HIGHEST = {1'b0, {(ACC_BITS - 1) {1'b1}}};
  localparam logic signed [ACC_BITS-1:0] LOWEST = {1'b1, {(ACC_BITS - 1) {1'b0}}};

  logic signed [PRODUCT_BITS-1:0] product;
  logic signed [WIDE_BITS-1:0] exact;
  assign product  = PRODUCT_BITS'(a) * PRODUCT_BITS'(b);
  assign exact    = WIDE_BITS'(base) + WIDE_BITS'(product);
  assign overflow = exact > WIDE_BITS'(HIGHEST) || exact < WIDE_BITS'(LOWEST);

  if (SATURATE) begin : g_saturate
    assign sum = !overflow ? exact[ACC_BITS-1:0] : exact[WIDE_BITS-1] ? LOWEST : HIGHEST;
  end else begin : g_wrap
    assign sum = exact[ACC_BITS-1:0];
  end
endmodule
