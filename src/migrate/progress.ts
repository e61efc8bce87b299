import { counted } from "../text/listing.ts";

/** How far it is, how fast, and how long it takes: `1200 of 5000 rewritten, 19.8/s, about 4 minutes left`. @param elapsedMs since the first */
export function progressLine(done: number, of: number, doneBefore: number, elapsedMs: number): string {
  const total = Math.max(of, done);
  const head = `${done} of ${total} rewritten`;
  const rate = elapsedMs <= 0 ? 0 : ((done - doneBefore) * 1000) / elapsedMs;
  if (rate <= 0) return head;
  return `${head}, ${rate.toFixed(1)}/s, ${remaining(((total - done) / rate) | 0)}`;
}

function remaining(seconds: number): string {
  if (seconds < 60) return `${seconds} s left`;
  if (seconds < 3600) return `about ${counted(Math.ceil(seconds / 60), "minute")} left`;
  return `about ${(seconds / 3600).toFixed(1)} hours left`;
}
