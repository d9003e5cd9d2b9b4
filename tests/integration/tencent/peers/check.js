// Opens what we sealed and seals what we are to open, with two libraries that know nothing of ours.
// Run in the folder the libraries are installed in. Reads one JSON line of keys, then one a text.
'use strict';
const readline = require('readline');
const { createRequire } = require('module');

const installed = createRequire(`${process.cwd()}/`);
const WeChat = installed('wechat-crypto');
const wecom = installed('@wecom/crypto');

function peers({ token, key, receiver }) {
  const wechat = new WeChat(token, key, receiver);
  return {
    'wechat-crypto': {
      open: (cipher) => wechat.decrypt(cipher),
      seal: (text) => wechat.encrypt(text),
      sign: (time, nonce, cipher) => wechat.getSignature(time, nonce, cipher),
    },
    '@wecom/crypto': {
      open: (cipher) => wecom.decrypt(key, cipher),
      seal: (text) => wecom.encrypt(key, text, receiver),
      sign: (time, nonce, cipher) => wecom.getSignature(token, time, nonce, cipher),
    },
  };
}

function checked(peer, { text, cipher, time, nonce }) {
  const { message, id } = peer.open(cipher);
  const sealed = peer.seal(text);
  return { message, id, signature: peer.sign(time, nonce, cipher), sealed, signed: peer.sign(time, nonce, sealed) };
}

let known = null;
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const given = JSON.parse(line);
  if (known === null) {
    known = peers(given);
    return;
  }
  const found = Object.entries(known).map(([name, peer]) => [name, checked(peer, given)]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(found))}\n`);
});
