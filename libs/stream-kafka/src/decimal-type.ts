import avsc from 'avsc';
import { fromUnits, toUnits } from '@tributary/kernel';

/**
 * Avro's `decimal` over bytes (Avro 1.12 specification, "Decimal"): the unscaled value as big-endian two's complement.
 * In TypeScript a decimal is a string, "12.5", in and out. Text that is no decimal, has more places than the scale or
 * more digits than the precision is invalid; avsc's check then names the field.
 */
export class DecimalType extends avsc.types.LogicalType {
  readonly precision: number;
  readonly scale: number;
  readonly #limit: bigint;

  constructor(schema: DecimalSchema, options?: object) {
    super(schema, options);
    if (!avsc.Type.isType(this.underlyingType, 'bytes') || !(schema.precision > 0) || (schema.scale ?? 0) > schema.precision) {
      throw new RangeError('reading schema: a decimal needs type bytes, a precision and a scale not above it');
    }
    this.precision = schema.precision;
    this.scale = schema.scale ?? 0;
    this.#limit = 10n ** BigInt(this.precision);
  }

  override _fromValue(bytes: Buffer): string {
    return fromUnits(unitsFromBytes(bytes), this.scale);
  }

  override _toValue(text: unknown): Buffer | undefined {
    const units = typeof text === 'string' ? unitsOrNothing(text, this.scale) : undefined;
    if (units === undefined || units >= this.#limit || units <= -this.#limit) return undefined;
    return bytesFromUnits(units);
  }

  /** A writer with another scale would be read as another amount, so it is refused instead. */
  override _resolve(writer: avsc.Type): ((value: string) => string) | undefined {
    if (!(writer instanceof DecimalType)) return undefined;
    if (writer.scale !== this.scale) throw new RangeError(`a decimal of scale ${writer.scale} cannot be read with scale ${this.scale}`);
    return (text) => text;
  }

  override _export(attributes: avsc.Schema): void {
    Object.assign(attributes, { precision: this.precision, scale: this.scale });
  }
}

type DecimalSchema = avsc.Schema & { readonly precision: number; readonly scale?: number };

function unitsOrNothing(text: string, scale: number): bigint | undefined {
  try {
    return toUnits(text, scale);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** The shortest two's complement that keeps the sign: 127 → 7f, 128 → 0080, -128 → 80. */
export function bytesFromUnits(units: bigint): Buffer {
  const magnitude = units < 0n ? ~units : units;
  const bits = magnitude === 0n ? 0 : magnitude.toString(2).length;
  const length = Math.floor(bits / 8) + 1;
  return Buffer.from(BigInt.asUintN(8 * length, units).toString(16).padStart(2 * length, '0'), 'hex');
}

export function unitsFromBytes(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt.asIntN(8 * bytes.length, BigInt(`0x${bytes.toString('hex')}`));
}
