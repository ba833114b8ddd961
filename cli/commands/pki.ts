import { Command } from 'commander'
import { addCommand } from '../pki/command-add.ts'
import { initCommand } from '../pki/command-init.ts'
import { issueCommand, renewCommand } from '../pki/command-issue.ts'
import { crlCommand, listCommand, revokeCommand } from '../pki/command-revoke.ts'

const EXAMPLES = `
Examples:
  cygnet pki init --crl https://control.example.net/crl/ca.crl        a private authority
  cygnet pki issue ipsec.example.com --address 203.0.113.4 --seal-to rlyeh
  cygnet pki issue ipsec.example.com --csr rlyeh.csr                  the gateway made the key: cygnet-runner csr
  cygnet pki add ipsec.crt --authority root.crt --key ipsec.key --seal-to rlyeh   from openssl or smallstep
  cygnet pki renew ipsec.example.com
  cygnet pki revoke ipsec.example.com --reason key-compromise

What lies in pki/ is public: commit it. The authority's private key stays in .cygnet/authority/key.pem, which Git ignores;
with CYGNET_PASSPHRASE set it is encrypted. Keep a copy of it in a safe.`

/** `cygnet pki`: certificates that people who dial in can check. */
export const pkiCommand = (): Command =>
  new Command('pki')
    .description('A private authority, and the certificates of gateways that people dial in to.')
    .addHelpText('after', EXAMPLES)
    .addCommand(initCommand())
    .addCommand(issueCommand())
    .addCommand(addCommand())
    .addCommand(listCommand())
    .addCommand(renewCommand())
    .addCommand(revokeCommand())
    .addCommand(crlCommand())
