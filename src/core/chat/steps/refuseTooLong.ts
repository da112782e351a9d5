import { BedrockError } from '../../aws/errors';
import { MAX_REQUEST_CHARACTERS, requestLength } from '../../bedrock/requestLength';
import { formatMillions } from '../../../shared/format';
import { REQUEST_TOO_LONG } from '../explain';
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
  const ofFiles = files === 0 ? '' : `, and the pictures and documents ${millions(files)} as they are sent`;
  return `The texts have ${millions(texts)} characters${ofFiles}; a request takes at most ${millions(MAX_REQUEST_CHARACTERS)} together.`;
}

function millions(characters: number): string {
  return `${formatMillions(characters)} million`;
}
