/** How far the service's clock is from this machine's. */
export interface ClockSkew {
  /** Service minus this machine, milliseconds: positive when this machine is slow. */
  skewMs: number;
  /** The true value is within so many milliseconds of it. */
  within: number;
}

/** An older, better measurement counts for so long, milliseconds. */
const freshMs = 120_000;

/**
 * Measures the skew at each exchange: the service read its clock between sending and receiving. The HTTP header `Date`
 * has whole seconds, an answer of the service its milliseconds.
 */
export class SkewMeter {
  private best: (ClockSkew & { at: number }) | undefined;

  get skew(): ClockSkew | undefined {
    return this.best && { skewMs: this.best.skewMs, within: this.best.within };
  }

  /**
   * @param sent when the request was sent, by this machine's clock, milliseconds since the epoch
   * @param received when its answer came
   * @param from earliest time that the service's clock may have shown
   * @param to latest
   */
  observe(sent: number, received: number, from: number, to = from): void {
    // A clock that was set while the exchange went on tells nothing.
    if (received < sent) return;
    const low = from - received;
    const high = to - sent;
    const measured = {
      skewMs: Math.round((low + high) / 2),
      within: Math.ceil((high - low) / 2),
      at: received,
    };
    const { best } = this;
    const isStale = best === undefined || Math.abs(received - best.at) > freshMs;
    const contradicts =
      best !== undefined && Math.abs(measured.skewMs - best.skewMs) > measured.within + best.within;
    if (isStale || contradicts || measured.within <= best.within) this.best = measured;
  }

  /** @param header of an answer (RFC 9110 6.6.1); what is no date tells nothing */
  observeDate(sent: number, received: number, header: string | undefined): void {
    const time = Date.parse(header ?? '');
    if (!Number.isNaN(time)) this.observe(sent, received, time, time + 999);
  }
}
