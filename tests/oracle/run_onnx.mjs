// Runs ONNX models with ONNX Runtime's CPU provider on one thread: node run_onnx.mjs DIRECTORY
// In DIRECTORY, cases.json lists models and inputs as slices of data.bin; outputs go to results.json and results.bin.
// The C++ end is onnx_runtime.cpp. One process runs many cases, because starting it takes longer than they do.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ort from 'onnxruntime-node';

const arrays = {
  int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, int32: Int32Array, uint32: Uint32Array,
  int64: BigInt64Array, uint64: BigUint64Array, float32: Float32Array, float64: Float64Array,
};

async function run(test, data) {
  const slice = ({ offset, bytes }) => data.buffer.slice(data.byteOffset + offset, data.byteOffset + offset + bytes);
  const session = await ort.InferenceSession.create(new Uint8Array(slice(test.model)), {
    executionProviders: ['cpu'],
    graphOptimizationLevel: test.optimized ? 'all' : 'disabled',
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const feeds = {};
  for (const input of test.inputs)
    feeds[input.name] = new ort.Tensor(input.type, new arrays[input.type](slice(input)), input.shape);
  const outputs = await session.run(feeds, test.outputs);
  await session.release();
  return outputs;
}

const directory = process.argv[2];
const data = readFileSync(join(directory, 'data.bin'));
const results = [];
const chunks = [];
let offset = 0;
for (const [number, test] of JSON.parse(readFileSync(join(directory, 'cases.json'))).entries()) {
  try {
    const outputs = await run(test, data);
    results.push(test.outputs.map((name) => {
      const { type, dims, data: { buffer, byteOffset, byteLength } } = outputs[name];
      chunks.push(Buffer.from(buffer, byteOffset, byteLength));
      offset += byteLength;
      return { name, type, shape: dims, offset: offset - byteLength, bytes: byteLength };
    }));
  } catch (error) {
    console.error(`case ${number}: ${error.message}`);
    process.exit(1);
  }
}
writeFileSync(join(directory, 'results.bin'), Buffer.concat(chunks));
writeFileSync(join(directory, 'results.json'), JSON.stringify(results));
