/** The codec's worker as a file beside the package's engine, whose address package-files.ts has put behind `#`. */
export function startCodecWorker(): Worker {
  const { hash } = self.location;
  const addresses = JSON.parse(decodeURIComponent(hash.slice(1))) as Record<string, string>;
  return new Worker(addresses['codec.worker.js'] + hash, { type: 'module', name: 'codec' });
}
