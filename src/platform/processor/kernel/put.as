/** Writes four results, or adds them: of a tile's last rows those that the matrix has. @param row the first. */
// @ts-ignore: decorator
@inline
export function put(out: usize, row: i32, rowCount: i32, values: v128, add: bool): void {
  const at = out + (<usize>row << 2);
  if (row + 4 <= rowCount) {
    v128.store(at, add ? f32x4.add(v128.load(at), values) : values);
    return;
  }
  if (row < rowCount) putLane(at, f32x4.extract_lane(values, 0), add);
  if (row + 1 < rowCount) putLane(at + 4, f32x4.extract_lane(values, 1), add);
  if (row + 2 < rowCount) putLane(at + 8, f32x4.extract_lane(values, 2), add);
}

function putLane(at: usize, value: f32, add: bool): void {
  store<f32>(at, add ? load<f32>(at) + value : value);
}
