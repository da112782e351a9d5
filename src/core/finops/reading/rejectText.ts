import * as l10n from '@vscode/l10n';

/** Text of a value beyond this is cut, with a mark: a row may be as long as half a megabyte. */
const MAX_VALUE = 200;

function shown(value: string): string {
  return value.length > MAX_VALUE ? `${value.slice(0, MAX_VALUE)}…` : value;
}

/** Why a row cannot be taken, in words that follow its place. */
export const rejectText = {
  notANumber: (value: string): string =>
    l10n.t({
      message: '“{0}” is not a number',
      args: [shown(value)],
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  tooLarge: (value: string): string =>
    l10n.t({
      message: '“{0}” is larger than any amount of money',
      args: [shown(value)],
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  tooFew: (found: string | number, wanted: string | number): string =>
    l10n.t({
      message: 'too few columns: {0} of {1}',
      args: [String(found), String(wanted)],
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  tooMany: (wanted: string | number): string =>
    l10n.t({
      message: 'too many columns: more than {0}',
      args: [String(wanted)],
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  quote: (): string =>
    l10n.t({
      message: 'a quotation mark is not closed, or text follows a closing one',
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  encoding: (): string =>
    l10n.t({
      message: 'not UTF-8 text',
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
  notADay: (value: string): string =>
    l10n.t({
      message: '“{0}” is no date',
      args: [shown(value)],
      comment: ['Behind the place in a file: “bill.csv, line 3: …”'],
    }),
};
