import type { TensorGroup } from './planned-tensor';

/** How much storing changed a group of tensors: √(Σ(stored - original)² / Σ original²). */
export type GroupError = {
  readonly group: TensorGroup;
  readonly tensorCount: number;
  readonly elementCount: number;
  readonly relativeError: number;
  readonly worstTensor: string;
  readonly worstRelativeError: number;
};

/** One group's sums, as they are kept when an import is interrupted. */
export type GroupSums = Readonly<Sums> & { readonly group: TensorGroup };

type Sums = {
  tensorCount: number;
  elementCount: number;
  squaredError: number;
  squaredNorm: number;
  worstTensor: string;
  worstRelativeError: number;
};

/** Gathers errors tensor by tensor. */
export class ErrorReport {
  private readonly groups = new Map<TensorGroup, Sums>();

  add(
    group: TensorGroup,
    tensor: string,
    elementCount: number,
    squaredError: number,
    squaredNorm: number,
  ): void {
    const sums = this.groups.get(group) ?? {
      tensorCount: 0,
      elementCount: 0,
      squaredError: 0,
      squaredNorm: 0,
      worstTensor: tensor,
      worstRelativeError: 0,
    };
    this.groups.set(group, sums);
    sums.tensorCount++;
    sums.elementCount += elementCount;
    sums.squaredError += squaredError;
    sums.squaredNorm += squaredNorm;
    const relative = relativeError(squaredError, squaredNorm);
    if (relative > sums.worstRelativeError) {
      sums.worstRelativeError = relative;
      sums.worstTensor = tensor;
    }
  }

  sums(): GroupSums[] {
    return [...this.groups].map(([group, sums]) => ({ group, ...sums }));
  }

  static resume(sums: readonly GroupSums[]): ErrorReport {
    const report = new ErrorReport();
    for (const { group, ...rest } of sums) report.groups.set(group, rest);
    return report;
  }

  /** In the order in which the groups appeared. */
  summary(): GroupError[] {
    return [...this.groups].map(([group, sums]) => ({
      group,
      tensorCount: sums.tensorCount,
      elementCount: sums.elementCount,
      relativeError: relativeError(sums.squaredError, sums.squaredNorm),
      worstTensor: sums.worstTensor,
      worstRelativeError: sums.worstRelativeError,
    }));
  }
}

export function relativeError(squaredError: number, squaredNorm: number): number {
  return squaredNorm === 0 ? 0 : Math.sqrt(squaredError / squaredNorm);
}

export function squaredNorm(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum;
}
