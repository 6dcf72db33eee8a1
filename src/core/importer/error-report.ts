import { codingName } from '../checkpoint/coding';
import type { PlannedTensor, TensorGroup } from './planned-tensor';

/** One group's sums, as they are kept when an import is interrupted. */
export type GroupSums = {
  readonly group: TensorGroup;
  tensorCount: number;
  elementCount: number;
  squaredError: number;
  squaredNorm: number;
  worstTensor: string;
  worstRelativeError: number;
  /** Codings of these tensors in the source; empty where it has floats. */
  sources: string[];
};

/**
 * Relative error of storing a group of tensors: √(Σ(stored - source)² / Σ source²). Errors that a quantised source had made
 * before are not in it, because nothing tells them.
 */
export type GroupError = Readonly<Omit<GroupSums, 'squaredError' | 'squaredNorm'>> & {
  readonly relativeError: number;
};

/** Gathers errors tensor by tensor. */
export class ErrorReport {
  readonly #groups: Map<TensorGroup, GroupSums>;

  /** @param sums of an import that is resumed. */
  constructor(sums: readonly GroupSums[] = []) {
    this.#groups = new Map(sums.map((one) => [one.group, { ...one }]));
  }

  add({ group, name: tensor, rows }: PlannedTensor, squaredError: number, squaredNorm: number): void {
    const sums = this.#groups.get(group) ?? {
      group,
      tensorCount: 0,
      elementCount: 0,
      squaredError: 0,
      squaredNorm: 0,
      worstTensor: tensor,
      worstRelativeError: 0,
      sources: [],
    };
    this.#groups.set(group, sums);
    sums.tensorCount++;
    sums.elementCount += rows.rowCount * rows.columnCount;
    sums.squaredError += squaredError;
    sums.squaredNorm += squaredNorm;
    const relative = relativeError(squaredError, squaredNorm);
    if (relative > sums.worstRelativeError) {
      sums.worstRelativeError = relative;
      sums.worstTensor = tensor;
    }
    const sources = (rows.quantised ?? []).map(codingName);
    sums.sources = [...new Set([...sums.sources, ...sources])];
  }

  /** Groups in order of appearance. */
  sums(): GroupSums[] {
    return [...this.#groups.values()].map((sums) => ({ ...sums }));
  }

  summary(): GroupError[] {
    return this.sums().map(({ squaredError, squaredNorm, ...counted }) => ({
      ...counted,
      relativeError: relativeError(squaredError, squaredNorm),
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
