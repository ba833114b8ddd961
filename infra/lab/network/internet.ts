/** The control plane as gateways see it: an address of TEST-NET-2 (RFC 5737) and a name in their /etc/hosts. */
export const CONTROL_ADDRESS = '198.51.100.2'
export const CONTROL_NAME = 'control.cygnet.test'

/** A web server somewhere in the internet: answers with the address that it was asked from. */
export const WEB_ADDRESS = '198.51.100.10'
