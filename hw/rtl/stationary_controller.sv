// The counters that take folds through a stationary_array: ROWS cycles of load, then a vector a cycle.
//
// A fold is accepted (fold_ready) in the cycle in which its load begins. Without a shadow register that is when the last
// result of the fold before has left; with one (OVERLAPPED) it is when the fold before begins to stream. Streams begin at
// least HOPS * (ROWS - 1) + 1 cycles apart, so that a fold may add to the sums that the one before has just written.
module stationary_controller #(
    parameter int ROWS       = 4,
    parameter bit OVERLAPPED = 0,
    parameter int HOPS       = 1
) (
    input  logic        clk,
    input  logic        rst,
    input  logic        fold_valid,
    input  logic [31:0] fold_stream,  // vectors, at least 1
    input  logic [31:0] fold_cols,    // columns in use, at least 1
    input  logic        stream_ready, // the vectors of the fold that is loaded are there
    output logic        fold_ready,
    output logic        load,
    output logic [31:0] load_index,   // 0 is the first to go in: the operand of the last row
    output logic        stream,
    output logic        swap,
    output logic [31:0] stream_index,
    output logic [31:0] stream_cols,  // columns that the fold uses
    output logic        idle          // every result has left
);
  localparam logic [31:0] PERIOD = 32'(HOPS * (ROWS - 1) + 1);

  logic loading;                // a load is under way beyond its first row
  logic loaded;                 // a fold waits in the PEs to be streamed
  logic streaming;              // a stream is under way beyond its first vector
  logic [31:0] load_count;
  logic [31:0] stream_count;
  logic [31:0] next_length, next_cols;  // of the fold that is loaded
  logic [31:0] length, cols;            // of the fold that streams
  logic [31:0] since;           // cycles since its stream began
  logic [31:0] tail;            // cycles until the last result has left

  logic begin_stream, begin_load, last_row, last_vector;
  logic [31:0] length_now, skew;
  assign begin_stream = stream_ready && loaded && !streaming && since >= PERIOD;
  assign length_now   = begin_stream ? next_length : length;
  assign stream_cols  = begin_stream ? next_cols : cols;
  assign stream       = begin_stream || streaming;
  assign swap         = begin_stream;
  assign stream_index = begin_stream ? 0 : stream_count;
  assign last_vector  = stream && stream_index + 1 == length_now;
  assign skew         = 32'(HOPS) * (32'(ROWS) + stream_cols - 2);

  assign fold_ready = !loading && (OVERLAPPED ? !loaded || begin_stream : !loaded && !streaming && tail == 0);
  assign begin_load = fold_valid && fold_ready;
  assign load       = begin_load || loading;
  assign load_index = begin_load ? 0 : load_count;
  assign last_row   = load && load_index + 1 == 32'(ROWS);
  assign idle       = !loading && !loaded && !streaming && tail == 0;

  always_ff @(posedge clk) begin
    if (rst) begin
      loading <= 0;
      loaded <= 0;
      streaming <= 0;
      load_count <= 0;
      stream_count <= 0;
      next_length <= 1;
      next_cols <= 1;
      length <= 1;
      cols <= 1;
      since <= PERIOD;
      tail <= 0;
    end else begin
      loading    <= load && !last_row;
      load_count <= load_index + 1;
      if (begin_load) begin
        next_length <= fold_stream;
        next_cols   <= fold_cols;
      end
      loaded       <= last_row || (loaded && !begin_stream);
      streaming    <= stream && !last_vector;
      stream_count <= stream_index + 1;
      length       <= length_now;
      cols         <= stream_cols;
      since        <= begin_stream ? 1 : since < PERIOD ? since + 1 : since;
      // A narrow fold may be through before the wide one ahead of it.
      if (last_vector && skew >= tail) tail <= skew;
      else if (tail != 0) tail <= tail - 1;
    end
  end
endmodule
