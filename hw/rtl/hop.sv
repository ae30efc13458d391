// The wire between neighbouring PEs: STAGES pipeline registers (array.hop_registers; 0 is a plain wire).
module hop #(
    parameter int WIDTH  = 1,
    parameter int STAGES = 1
) (
    input  logic             clk,
    input  logic             rst,
    input  logic [WIDTH-1:0] from,
    output logic [WIDTH-1:0] to
);
  if (STAGES == 0) begin : g_wire
    logic unused;
    assign unused = &{clk, rst};
    assign to = from;
  end else begin : g_registers
    logic [WIDTH-1:0] stage[STAGES];
    always_ff @(posedge clk) begin
      if (rst) begin
        for (int i = 0; i < STAGES; i++) stage[i] <= '0;
      end else begin
        stage[0] <= from;
        for (int i = 1; i < STAGES; i++) stage[i] <= stage[i-1];
      end
    end
    assign to = stage[STAGES-1];
  end
endmodule
