/** A feature map, batch left out: height x width x channels. */
export interface MapShape {
  readonly kind: 'map';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** What `Flatten`, `GlobalAvgPool` and `Dense` give. */
export interface VectorShape {
  readonly kind: 'vector';
  readonly channels: number;
}

export type Shape = MapShape | VectorShape;

export const mapShape = (height: number, width: number, channels: number): MapShape => ({
  kind: 'map',
  height,
  width,
  channels,
});

export const vectorShape = (channels: number): VectorShape => ({ kind: 'vector', channels });

/** The dimensions without the batch: `[height, width, channels]` or `[channels]`. */
export function dimensions(shape: Shape): number[] {
  return shape.kind === 'map' ? [shape.height, shape.width, shape.channels] : [shape.channels];
}

/** How many numbers a value of this shape holds, for one image. */
export function elements(shape: Shape): number {
  return shape.kind === 'map' ? shape.height * shape.width * shape.channels : shape.channels;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a.kind === 'vector' || b.kind === 'vector') return a.kind === b.kind && a.channels === b.channels;
  return a.height === b.height && a.width === b.width && a.channels === b.channels;
}

/** As written in text to copy: `224x224x3`, `1000`. */
export function shapeText(shape: Shape): string {
  return shape.kind === 'map' ? `${shape.height}x${shape.width}x${shape.channels}` : String(shape.channels);
}
