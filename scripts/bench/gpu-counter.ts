import type { GpuCounts } from './measure';

/** Counts what this thread gives the graphics queue from now on. */
export function countGpuWork(): () => GpuCounts {
  let dispatches = 0;
  let submits = 0;
  if (typeof GPUComputePassEncoder !== 'undefined') {
    const pass = GPUComputePassEncoder.prototype;
    const dispatch = pass.dispatchWorkgroups;
    pass.dispatchWorkgroups = function (...sizes) {
      dispatches++;
      return dispatch.apply(this, sizes);
    };
    const indirect = pass.dispatchWorkgroupsIndirect;
    pass.dispatchWorkgroupsIndirect = function (...from) {
      dispatches++;
      return indirect.apply(this, from);
    };
    const queue = GPUQueue.prototype;
    const submit = queue.submit;
    queue.submit = function (buffers) {
      submits++;
      return submit.call(this, buffers);
    };
  }
  return () => ({ dispatches, submits });
}
