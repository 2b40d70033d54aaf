/** Amounts of CPU and memory as numbers, and back. */

/** `250m` and `0.25` are 250 thousandths of a CPU. */
export function milliCpu(text: string): number {
  return text.endsWith('m') ? Number(text.slice(0, -1)) : Math.round(Number(text) * 1000);
}

/** `256Mi`, `2Gi`: in Mi. */
export function mebibytes(text: string): number {
  return Number(text.slice(0, -2)) * (text.endsWith('Gi') ? 1024 : 1);
}

export function cpuText(milli: number): string {
  return milli % 1000 === 0 ? String(milli / 1000) : `${milli}m`;
}

export function memoryText(mebi: number): string {
  return mebi % 1024 === 0 ? `${mebi / 1024}Gi` : `${mebi}Mi`;
}
