/** Numbers as the panel shows them. */

/** `0.214`, `12.3`: three significant digits; `4.29e+29` where a training goes wrong. */
export function lossText(loss: number): string {
  if (loss >= 1e6) return loss.toExponential(2);
  return loss >= 100 ? loss.toFixed(0) : loss >= 10 ? loss.toFixed(1) : loss.toPrecision(3);
}

/** `2,310` */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `0.1`, `0.00025`, `1e-6` */
export function rateText(rate: number): string {
  if (rate === 0) return '0';
  return Math.abs(rate) < 1e-5
    ? rate.toExponential(1).replace('.0', '')
    : String(Number(rate.toPrecision(3)));
}

/** `48 s`, `44 min`, `3 h 20 min` */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.max(0, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `15:04` */
export function clock(time: number): string {
  return new Date(time).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}

/** `1.24 ms` */
export function milliseconds(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
