/**
 * ONNX Runtime Web comes in one file per way of waiting inside WebAssembly; a browser needs only one of them.
 * @returns false for the runtime of the other kind of browser, tens of megabytes that would never be used.
 */
export function isNeededHere(url: string, hasStackSwitching = 'Suspending' in WebAssembly): boolean {
  if (url.includes('.jspi')) return hasStackSwitching;
  if (url.includes('.asyncify')) return !hasStackSwitching;
  return true;
}
