import * as v from 'valibot';
import { translationsSchema } from '../src/protocol/translations';
import { useTranslations } from '../src/shared/translations';
import type { LightElement } from './components/lightElement';
import { registerToolkit } from './components/toolkit';
import { openHostChannel, type ChannelSchemas, type WebviewApi } from './hostChannel';

/** A page that talks to its host and is not shown yet. */
export interface Page<Out> {
  readonly api: WebviewApi;
  readonly post: (message: Out) => void;
  /** Shows the page's app, and says `ready` once it is drawn and what is to be restored is. */
  show(app: LightElement, restore?: () => Promise<void>): Promise<void>;
}

/** Opens a page: its elements by their tags, and the line to its host. There is one a webview. */
export function openPage<
  In extends v.GenericSchema<unknown, unknown>,
  Out extends v.GenericSchema<unknown, unknown>,
>(
  elements: Readonly<Record<string, CustomElementConstructor>>,
  schemas: ChannelSchemas<In, Out> & (Ready extends v.InferInput<Out> ? unknown : never),
  onMessage: (message: v.InferOutput<In>) => void,
): Page<v.InferInput<Out>> {
  readTranslations();
  registerToolkit();
  for (const [tag, element] of Object.entries(elements)) {
    customElements.define(tag, element);
  }
  const api = acquireVsCodeApi();
  const channel = openHostChannel(api, schemas, onMessage);
  return {
    api,
    post: (message) => channel.post(message),
    async show(app, restore) {
      document.body.append(app);
      await app.updateComplete;
      await restore?.();
      channel.post({ type: 'ready' } satisfies Ready);
    },
  };
}

/** The user's language comes with the page, so that nothing is drawn in another one first. */
function readTranslations(): void {
  const json = document.getElementById('translations')?.textContent ?? '';
  const read = v.safeParse(v.pipe(v.string(), v.parseJson(), translationsSchema), json);
  if (read.success) {
    useTranslations(read.output);
  }
}

/** With which every page says that it can be told. */
interface Ready {
  readonly type: 'ready';
}
