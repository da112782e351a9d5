import { assistant, models, user, type Example } from './request';

/** Of the rules about who speaks, and what. */
export const conversationExamples: Readonly<Record<string, Example>> = {
  wellFormedText: {
    broken: [
      { messages: [user('half \ud83d')] },
      { system: [{ text: 'half \udc4b' }] },
      {
        toolConfig: {
          tools: [
            { toolSpec: { name: 'a', description: '\ud800', inputSchema: { json: { type: 'object' } } } },
          ],
        },
      },
    ],
    taken: [{ messages: [user('whole 👋')] }],
  },
  hasMessages: { broken: [{ messages: [] }], taken: [{}] },
  startsWithUser: {
    broken: [{ messages: [assistant('Hello.'), user('Hello.')] }],
    taken: [{ messages: [user('Hello.'), assistant('Hello.'), user('Again.')] }],
  },
  rolesAlternate: {
    broken: [
      { messages: [user('One.'), user('Two.')] },
      { messages: [user('One.'), assistant('Two.'), assistant('Three.'), user('Four.')] },
    ],
    taken: [{ messages: [user('One.', 'Two.')] }],
  },
  messagesHaveContent: {
    broken: [{ messages: [user('One.'), assistant(), user('Two.')] }],
    taken: [{ messages: [user('One.'), assistant('Yes.'), user('Two.')] }],
  },
  noBlankText: {
    broken: [{ messages: [user('')] }, { messages: [user('a', ' \n')] }, { system: [{ text: '\t' }] }],
    taken: [{ messages: [user(' a ')], system: [{ text: 'Be brief.' }] }],
  },
  endsWithUser: {
    broken: [
      { modelId: models.novaPro, messages: [user('Count.'), assistant('One')] },
      { modelId: models.opus48, messages: [user('Count.'), assistant('One')] },
      { messages: [user('Count.'), assistant('One ')] },
    ],
    taken: [{ messages: [user('Count.'), assistant('One')] }],
  },
};
