/**
 * What pictures may be, as files and as what a recipe makes of them. Beyond these a picture is left out, or a recipe is
 * a mistake, in a sentence and before anything is trained; within them each picture takes some seconds and some
 * hundred megabytes at the most.
 */

/** Of a picture's file; known before it is decoded, but for the time. */
export const fileBounds = {
  bytes: 64e6,
  pixels: 64e6,
  /** Longer side over shorter side: no photograph's, no panorama's, no spectrogram's. */
  ratio: 100,
  /** Of a JPEG; a progressive one has ten or so. Each goes over the whole picture. */
  scans: 200,
  /** Of a PNG: those of real ones have kilobytes each. */
  chunks: 100_000,
  /** Of one processor, to read and decode it and do the first steps of `prepare`: what is within bounds takes three. */
  seconds: 20,
} as const;

/** Of what the steps of a recipe make of a picture, each of them. */
export const madeBounds = {
  /** The largest size that a step may be given. */
  side: 4096,
  /** As numbers of 4 bytes, three of them a pixel. */
  pixels: 32e6,
} as const;
