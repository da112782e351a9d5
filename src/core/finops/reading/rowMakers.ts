import type { FileReading } from './fileReading';
import { BillingRows } from './billingRows';
import { GoogleRows } from './googleRows';
import { placeIn } from '../canonical';
import type { RowMaker } from './rowMaker';
import { WideRows } from './wideRows';

/** The maker of rows of a file that was read so; undefined where each record is a row. */
export function rowMakerOf(reading: FileReading): RowMaker | undefined {
  const { format, explorer, columns } = reading;
  if (explorer !== undefined) {
    return new WideRows(reading, explorer);
  }
  switch (format) {
    case 'aws-billing':
    case 'aws-detailed-billing':
      return new BillingRows(reading);
    case 'google-cloud':
      return new GoogleRows(columns, placeIn(format, columns));
    default:
      return undefined;
  }
}
