import { assistant, call, models, oneCall, result, tool, user, withTools, type Example } from './request';

const messages = [...oneCall];

/** Of the rules about tools, their calls and results. */
export const toolExamples: Readonly<Record<string, Example>> = {
  someTools: { broken: [withTools()], taken: [withTools(tool())] },
  toolNames: {
    broken: [
      withTools(tool('read file')),
      withTools(tool('fs.read')),
      withTools(tool('a'.repeat(65))),
      { modelId: models.novaPro, ...withTools(tool('my-server_get')) },
      { ...withTools(tool()), messages: [user('Look.'), assistant(call('no.name')), user(result())] },
    ],
    taken: [
      withTools(tool('my-server_get')),
      withTools(tool('a'.repeat(64))),
      { modelId: models.novaPro, ...withTools(tool('my_server_get')) },
    ],
  },
  uniqueToolNames: { broken: [withTools(tool('a'), tool('a'))], taken: [withTools(tool('a'), tool('b'))] },
  toolDescriptions: {
    broken: [
      {
        toolConfig: {
          tools: [{ toolSpec: { name: 'a', description: ' ', inputSchema: { json: { type: 'object' } } } }],
        },
      },
    ],
    taken: [
      { toolConfig: { tools: [{ toolSpec: { name: 'a', inputSchema: { json: { type: 'object' } } } }] } },
    ],
  },
  toolConfigPresent: { broken: [{ messages }], taken: [{ messages, ...withTools(tool()) }] },
  toolUseIds: {
    broken: [
      {
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call('look', 'a|b')), user(result('a|b'))],
      },
      {
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call('look', 'f:0')), user(result('f:0'))],
      },
    ],
    taken: [
      {
        modelId: models.kimi,
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call('look', 'f:0')), user(result('f:0'))],
      },
    ],
  },
  toolSides: {
    broken: [{ ...withTools(tool()), messages: [user('Look.', call()), assistant(result()), user('So?')] }],
    taken: [{ ...withTools(tool()), messages }],
  },
  toolInputs: {
    broken: [
      {
        ...withTools(tool()),
        messages: [
          user('Look.'),
          assistant({ toolUse: { name: 'look', toolUseId: 't1', input: 'there' } }),
          user(result()),
        ],
      },
    ],
    taken: [{ ...withTools(tool()), messages }],
  },
  resultsHaveContent: {
    broken: [
      {
        ...withTools(tool()),
        messages: [
          user('Look.'),
          assistant(call()),
          user({ toolResult: { toolUseId: 't1', content: undefined } }),
        ],
      },
    ],
    taken: [
      {
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call()), user({ toolResult: { toolUseId: 't1', content: [] } })],
      },
    ],
  },
  toolResultsFollow: {
    broken: [
      { ...withTools(tool()), messages: [user('Look.'), assistant(call()), user('Well?')] },
      {
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call('look', 'a'), call('look', 'b')), user(result('a'))],
      },
      { ...withTools(tool()), messages: [user('Look.'), assistant(call()), user(result(), result())] },
      { ...withTools(tool()), messages: [user('Look.'), assistant('No.'), user(result())] },
      {
        ...withTools(tool()),
        messages: [user('Look.'), assistant(call()), user('Wait.'), assistant('Yes.'), user(result())],
      },
      { ...withTools(tool()), messages: [user('Look.'), assistant(call())] },
      { ...withTools(tool()), messages: [user('Look.'), assistant(call(), call()), user(result())] },
    ],
    taken: [
      {
        ...withTools(tool()),
        messages: [
          user('Look.'),
          assistant(call('look', 'a'), call('look', 'b')),
          user(result('b'), result('a')),
        ],
      },
    ],
  },
  calledToolsDeclared: {
    broken: [{ ...withTools(tool('other')), messages }],
    taken: [{ ...withTools(tool('other'), tool()), messages }],
  },
  resultStatus: {
    broken: [
      {
        modelId: models.llama,
        ...withTools(tool()),
        messages: [
          user('Look.'),
          assistant(call()),
          user({ toolResult: { toolUseId: 't1', content: [{ text: 'no' }], status: 'error' } }),
        ],
      },
    ],
    taken: [
      {
        ...withTools(tool()),
        messages: [
          user('Look.'),
          assistant(call()),
          user({ toolResult: { toolUseId: 't1', content: [{ text: 'no' }], status: 'error' } }),
        ],
      },
    ],
  },
  toolsSupported: {
    broken: [{ modelId: models.r1, ...withTools(tool()) }],
    taken: [{ modelId: models.qwen, ...withTools(tool()) }],
  },
  toolChoiceDeclared: {
    broken: [{ toolConfig: { tools: [tool()], toolChoice: { tool: { name: 'other' } } } }],
    taken: [{ toolConfig: { tools: [tool()], toolChoice: { tool: { name: 'look' } } } }],
  },
  toolChoiceSupported: {
    broken: [
      { modelId: models.llama, toolConfig: { tools: [tool()], toolChoice: { any: {} } } },
      { modelId: models.mistral, toolConfig: { tools: [tool()], toolChoice: { tool: { name: 'look' } } } },
      { modelId: models.opus55, toolConfig: { tools: [tool()], toolChoice: { any: {} } } },
    ],
    taken: [
      { modelId: models.llama, toolConfig: { tools: [tool()], toolChoice: { auto: {} } } },
      { modelId: models.mistral, toolConfig: { tools: [tool()], toolChoice: { any: {} } } },
      { modelId: models.novaPro, toolConfig: { tools: [tool()], toolChoice: { any: {} } } },
    ],
  },
  strictTools: {
    broken: [
      {
        modelId: models.opus48,
        toolConfig: {
          tools: [{ toolSpec: { name: 'a', strict: true, inputSchema: { json: { type: 'object' } } } }],
        },
      },
      {
        modelId: models.llama,
        toolConfig: {
          tools: [{ toolSpec: { name: 'a', strict: false, inputSchema: { json: { type: 'object' } } } }],
        },
      },
    ],
    taken: [
      {
        toolConfig: {
          tools: [{ toolSpec: { name: 'a', strict: true, inputSchema: { json: { type: 'object' } } } }],
        },
      },
    ],
  },
};
