/** Reports of a long work, at most one in so many milliseconds, always the newest; the first and the last are never left out. */
export async function* spacedReports<Report, Result>(
  reports: AsyncGenerator<Report, Result, void>,
  milliseconds: number,
  now: () => number,
): AsyncGenerator<Report, Result, void> {
  let reportedAt = Number.NEGATIVE_INFINITY;
  let unreported: { readonly report: Report } | null = null;
  try {
    for (;;) {
      const { done, value } = await reports.next();
      if (done) {
        if (unreported) yield unreported.report;
        return value;
      }
      unreported = { report: value };
      if (now() - reportedAt < milliseconds) continue;
      reportedAt = now();
      unreported = null;
      yield value;
    }
  } finally {
    await reports.return(undefined as Result);
  }
}
