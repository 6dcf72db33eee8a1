/** How many times as many random cases a test tries: 1 in every run, more in `npm run test:fuzz`. */
export const fuzzFactor = Number(process.env.FUZZ_FACTOR ?? 1);
/** Of a test that tries them; what hangs is named a little earlier. */
export const fuzzTimeoutMilliseconds = 120_000 * fuzzFactor;
