/** A secret in one of the forms in which programs, services and proxies print them. */
export interface Plant {
  readonly form: string;
  /** The secret, as it is written in the text. */
  readonly secret: string;
  readonly text: string;
}

/** Random whole numbers from 0 up to and without `below`, the same for the same seed. */
export type Random = (below: number) => number;

/** A generator whose seed is printed, so that a failure can be had again: `SEED=123`. */
export function seededRandom(): Random {
  const seed = Number(process.env['SEED'] ?? Math.floor(Math.random() * 2 ** 31));
  console.log(`      seed ${String(seed)}`);
  let state = seed >>> 0;
  return (below) => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const UPPER = LOWER.toUpperCase();
const DIGITS = '0123456789';
const BASE64 = `${UPPER}${LOWER}${DIGITS}+/`;
const WORD = `${UPPER}${LOWER}${DIGITS}`;

/** Random characters of an alphabet. */
export function characters(random: Random, count: number, alphabet = WORD): string {
  return Array.from({ length: count }, () => alphabet[random(alphabet.length)]).join('');
}

/** A secret access key: forty characters, of all kinds. */
export function secretKey(random: Random): string {
  return `${characters(random, 3, LOWER)}${characters(random, 2, UPPER)}7${characters(random, 15, BASE64)}/${characters(random, 17, BASE64)}x`;
}

/** A session token, as STS makes them. */
export function sessionToken(random: Random): string {
  return `IQoJb3JpZ2luX2VjE${characters(random, 180, BASE64)}==`;
}

/** All forms, each with a secret of its own. */
export function plants(random: Random): Plant[] {
  const word = () => characters(random, 18);
  const key = () => secretKey(random);
  const token = () => sessionToken(random);
  const keyId = (prefix: string) => prefix + characters(random, 16, `${UPPER}234567`);
  const blanks = () => `${characters(random, 6, LOWER)} ${characters(random, 5, LOWER)} ${word()}`;
  const planted: Plant[] = [];
  const plant = (form: string, secret: string, text: string) => planted.push({ form, secret, text });
  const each = (form: string, secret: string, around: (secret: string) => string) =>
    plant(form, secret, around(secret));

  each('a bare secret key', key(), (s) => `could not sign with ${s}, sorry`);
  each('a secret key after =', key(), (s) => `k=${s}`);
  each('a secret key in quotes after =', key(), (s) => `k="${s}";`);
  each('a secret key in a list', key(), (s) => `[one,${s},two]`);
  each('a URL-encoded secret key', encodeURIComponent(key()), (s) => `https://h.test/a?k=${s}&b=2`);
  each('a secret key, URL-encoded twice', encodeURIComponent(encodeURIComponent(key())), (s) => `k=${s}&b=2`);
  each('a secret key with JSON’s escaped slashes', key().replaceAll('/', '\\/'), (s) => `{"k":"${s}"}`);
  each('a secret key at the start of a line', key(), (s) => `two lines\n${s}\nand a third`);
  each('a secret key between Windows line ends', key(), (s) => `two lines\r\n${s}\r\nand a third`);
  each('a secret key after an escaped line end', key(), (s) => JSON.stringify({ m: `first\n${s}\nlast` }));
  each('an access key id', keyId('AKIA'), (s) => `no such key: ${s}`);
  each('a temporary access key id', keyId('ASIA'), (s) => `Credential%3D${s}%2F20261120`);
  each('a session token', token(), (s) => `the token ${s} is refused`);
  each('a session token after an escaped line end', token(), (s) => JSON.stringify({ m: `first\n${s}` }));
  each('a URL-encoded session token', encodeURIComponent(token()), (s) => `t%3D${s}%26b=2`);
  each('another session token', `FwoGZXIvYXdzE${characters(random, 150, BASE64)}=`, (s) => `>${s}<`);
  each(
    'an SSO access token',
    `aoaAAAAAG${characters(random, 60)}:${characters(random, 60, BASE64)}`,
    (s) => `sso said ${s}`,
  );
  each(
    'an SSO refresh token',
    `aorAAAAAG${characters(random, 60)}:${characters(random, 60, BASE64)}`,
    (s) => `sso said ${s}`,
  );
  each(
    'a JSON web token',
    `eyJ${characters(random, 20)}.eyJ${characters(random, 30)}.${characters(random, 43)}`,
    (s) => `id is ${s}.`,
  );
  each('a Bedrock API key', `ABSK${characters(random, 120, BASE64)}=`, (s) => `the key ${s} is not valid`);
  each(
    'a short-term Bedrock API key',
    `bedrock-api-key-${characters(random, 200, BASE64)}`,
    (s) => `the key ${s}&Version=1 is not valid`,
  );
  each(
    'a private key',
    characters(random, 64, BASE64),
    (s) => `-----BEGIN RSA PRIVATE KEY-----\n${s}\n${s}\n-----END RSA PRIVATE KEY-----`,
  );

  each('an environment variable', word(), (s) => `AWS_SECRET_ACCESS_KEY=${s}`);
  each('an exported variable', word(), (s) => `export AWS_SESSION_TOKEN='${s}'`);
  each('the container’s token', word(), (s) => `AWS_CONTAINER_AUTHORIZATION_TOKEN=${s}`);
  each(
    'the container’s token with its scheme',
    word(),
    (s) => `AWS_CONTAINER_AUTHORIZATION_TOKEN=Basic ${s}`,
  );
  each('Bedrock’s token', word(), (s) => `AWS_BEARER_TOKEN_BEDROCK: ${s}`);
  each(
    'a line of the credentials file',
    word(),
    (s) => `[default]\naws_secret_access_key = ${s}\nregion = x`,
  );
  each(
    'a line of it with Windows line ends',
    word(),
    (s) => `[default]\r\naws_session_token = ${s}\r\nregion = x`,
  );
  each('token=', word(), (s) => `GET /x?token=${s}&page=2`);
  each('passwd=', word(), (s) => `user=me passwd=${s} host=h`);
  each('pwd=', word(), (s) => `Server=h;Uid=me;Pwd=${s};Port=1`);
  each('password:', word(), (s) => `login failed (password: ${s})`);
  each('a quoted value with blanks', blanks(), (s) => `password="${s}" host=h`);
  each('a single-quoted value with blanks', blanks(), (s) => `{ secretAccessKey: '${s}', region: 'x' }`);
  each('a quoted value with an escaped quote', word(), (s) => `password="a\\"b ${s}" host=h`);
  each('a quoted value that does not end', blanks(), (s) => `password="${s}`);
  each('an option of a command', word(), (s) => `tool --password ${s} --region x`);
  each('an option with =', word(), (s) => `tool --session-token=${s} --region x`);

  each('JSON', word(), (s) => JSON.stringify({ Version: 1, SecretAccessKey: s, x: 1 }));
  each('JSON with blanks', blanks(), (s) => JSON.stringify({ SessionToken: s, x: 1 }, null, 2));
  each('JSON in JSON', word(), (s) => JSON.stringify(JSON.stringify({ secretAccessKey: s })));
  each('JSON in JSON with blanks', blanks(), (s) => JSON.stringify(JSON.stringify({ password: s, y: 2 })));
  each('JSON in JSON in JSON', blanks(), (s) =>
    JSON.stringify(JSON.stringify(JSON.stringify({ clientSecret: s }))),
  );
  each('JSON’s token', word(), (s) => JSON.stringify({ token: s }));
  each('a URL-encoded form', word(), (s) => `Action%3DX%26SessionToken%3D${s}%26b=2`);
  each('XML', word(), (s) => `<Credentials><SecretAccessKey>${s}</SecretAccessKey></Credentials>`);
  each('XML over lines', word(), (s) => `<SessionToken>\r\n  ${s}\r\n</SessionToken>`);
  each('XML with a namespace', word(), (s) => `<ns2:SessionToken xsi:type="s">${s}</ns2:SessionToken>`);
  each('escaped XML', word(), (s) => `&lt;SecretAccessKey&gt;${s}&lt;/SecretAccessKey&gt;`);

  each('a bearer header', word(), (s) => `authorization: Bearer ${s}`);
  each('a bearer token alone', word(), (s) => `sent Bearer ${s} to the host`);
  each(
    'a basic header',
    Buffer.from(`me:${word()}`).toString('base64'),
    (s) => `Proxy-Authorization: Basic ${s}`,
  );
  each(
    'a signature',
    characters(random, 64, '0123456789abcdef'),
    (s) =>
      `Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261120/x/bedrock/aws4_request, SignedHeaders=host, Signature=${s}`,
  );
  each('a token header', word(), (s) => `x-amz-security-token: ${s}`);
  each('a raw header pair', word(), (s) => `['authorization','${s}','host','h']`);
  each('a raw header pair with its scheme', word(), (s) => `["Authorization", "Bearer ${s}"]`);
  each('a raw header pair over lines', word(), (s) => `[\n  'x-amz-security-token',\n  '${s}',\n  'host'\n]`);
  each('a header of a recording', word(), (s) => `{"name": "x-amz-security-token", "value": "${s}"}`);
  each('a header of an object', word(), (s) => `{ 'x-amz-security-token': '${s}' }`);
  each('a query parameter', word(), (s) => `https://h.test/p?a=1&X-Amz-Security-Token=${s}&b=2`);
  each('a cookie', word(), (s) => `set-cookie: sid=${s}; Path=/`);

  each('a proxy’s password', word(), (s) => `connect http://me:${s}@proxy.test:8080 failed`);
  each(
    'a proxy’s password with @',
    `${word()}@${word()}`,
    (s) => `connect http://me:${s}@proxy.test:8080 failed`,
  );
  each(
    'a proxy’s password with /',
    `${word()}/${word()}`,
    (s) => `connect http://me:${s}@proxy.test:8080 failed`,
  );
  each('a proxy’s password with #', `${word()}#${word()}`, (s) => `HTTPS_PROXY=http://me:${s}@proxy.test`);
  each(
    'a proxy’s password with all',
    `${word()}@${word()}/${word()}#${word()}?x`,
    (s) => `"http://me:${s}@proxy.test:8080/"`,
  );
  each(
    'a proxy’s password of digits and /',
    `123/${word()}`,
    (s) => `connect http://me:${s}@proxy.test:8080 failed`,
  );
  each('a URL-encoded proxy', word(), (s) => `proxy=http%3A%2F%2Fme%3A${s}%40proxy.test%3A8080&b=2`);
  each('a user alone in a URL', word(), (s) => `git clone https://${s}@host.test/a.git`);
  each('a password among other scripts', `пароль-${word()}`, (s) => `ошибка: password="${s}" 🔑`);
  return planted;
}
