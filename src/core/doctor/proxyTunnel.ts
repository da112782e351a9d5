import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import * as l10n from '@vscode/l10n';
import { entryOf } from '../util/entryOf';

/** How a proxy took a request to pass on a connection. */
export type ProxyAnswer =
  /** The proxy passed it on; the socket leads to the target, and is the caller's to close. */
  | { readonly kind: 'open'; readonly socket: Socket }
  | { readonly kind: 'refused'; readonly status: number; readonly reason: string }
  /** Nothing that speaks HTTP answered. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly message: string };

const PORTS: Readonly<Record<string, number>> = { 'http:': 80, 'https:': 443 };

/**
 * Asks a proxy for the way to a target, as VS Code does: CONNECT for https, and for http a request with the
 * whole address. By a socket of its own, because VS Code sends `http` requests through the proxy they are for.
 * Never throws.
 */
export async function askProxy(proxy: URL, target: URL, signal: AbortSignal): Promise<ProxyAnswer> {
  const socket = open(proxy);
  const close = () => socket.destroy();
  signal.addEventListener('abort', close, { once: true });
  try {
    socket.write(request(proxy, target));
    const head = await readHead(socket);
    const [, status = '', reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)/.exec(head) ?? [];
    if (status === '') {
      const fault = l10n.t({
        message: 'it does not answer as an HTTP proxy does',
        comment: ['It is the proxy; after a colon.'],
      });
      return failed('ProtocolError', fault, socket);
    }
    const refused = ['403', '405', '407', '502', '503', '504'].includes(status);
    const opened = target.protocol === 'https:' ? status === '200' : !refused;
    if (opened) {
      return { kind: 'open', socket };
    }
    socket.destroy();
    return { kind: 'refused', status: Number(status), reason: reason.trim() };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return failed(code ?? 'Unknown', message, socket);
  } finally {
    signal.removeEventListener('abort', close);
  }
}

function failed(code: string, message: string, socket: Socket): ProxyAnswer {
  socket.destroy();
  return { kind: 'unreachable', code, message };
}

function open(proxy: URL): Socket {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const port = Number(proxy.port === '' ? (entryOf(PORTS, proxy.protocol) ?? 80) : proxy.port);
  const socket =
    proxy.protocol === 'https:'
      ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
      : connectTcp({ host, port });
  // What goes wrong is waited for where it matters; later nobody listens.
  return socket.on('error', () => undefined);
}

function request(proxy: URL, target: URL): string {
  const port = target.port === '' ? String(entryOf(PORTS, target.protocol) ?? 443) : target.port;
  const first =
    target.protocol === 'https:'
      ? `CONNECT ${target.hostname}:${port} HTTP/1.1`
      : `GET ${target.href} HTTP/1.1`;
  const login = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
  const lines = [
    first,
    `Host: ${target.hostname}:${port}`,
    ...(login === ':' ? [] : [`Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}`]),
    'Connection: close',
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** The first lines of the answer, up to the blank one; rejects when the connection ends before. */
function readHead(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    let head = '';
    const onData = (bytes: Buffer) => {
      head += bytes.toString('latin1');
      if (!head.includes('\r\n\r\n') && head.length < 65_536) {
        return;
      }
      socket.off('data', onData).pause();
      resolve(head);
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.once('close', () => {
      const fault = l10n.t({
        message: 'it closed the connection without an answer',
        comment: ['It is the proxy; after a colon.'],
      });
      reject(new Error(fault));
    });
  });
}
