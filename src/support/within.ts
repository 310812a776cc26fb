/** Waits for `work`, but no longer than `budget_ms`. A rejection of `work` is passed on. */
export async function within(budget_ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, budget_ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
