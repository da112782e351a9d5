import * as l10n from '@vscode/l10n';
import { BedrockError } from '../../aws/errors';
import { MAX_REQUEST_CHARACTERS, requestLength } from '../../bedrock/requestLength';
import { formatMillions } from '../../../shared/format';
import { REQUEST_TOO_LONG } from '../../aws/failures/requests';
import { notSent } from './notSent';
import type { Step } from './step';

/** Refuses what no request can hold, before anything is counted or priced. */
export const refuseTooLong: Step = async (question, next) => {
  const { texts, files } = requestLength(question);
  if (texts + files <= MAX_REQUEST_CHARACTERS) {
    return next(question);
  }
  const message = tooLongText(texts, files);
  return notSent(question, new BedrockError('contextTooLong', { code: REQUEST_TOO_LONG, message }));
};

function tooLongText(texts: number, files: number): string {
  const most = formatMillions(MAX_REQUEST_CHARACTERS);
  return files === 0
    ? l10n.t(
        'The texts have {0} million characters; a request takes at most {1} million together.',
        formatMillions(texts),
        most,
      )
    : l10n.t(
        'The texts have {0} million characters, and the pictures and documents {1} million as they are sent; a request takes at most {2} million together.',
        formatMillions(texts),
        formatMillions(files),
        most,
      );
}
