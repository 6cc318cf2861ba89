import { names } from '../site.ts';
import type { KeyKind } from './keys.ts';
import type { PkiKind } from './plan.ts';

/** Where a PKI publishes what belongs to it. */
export interface Publication {
  readonly rootCrl: string;
  readonly rootCertificate: string;
  readonly issuingCrl: string;
  readonly issuingDelta: string;
  readonly issuingCertificate: string;
  readonly ocsp: string;
}

/** A root and the CA below it that certifies servers. */
export interface Authority {
  readonly rootSubject: string;
  readonly rootKey: KeyKind;
  readonly issuingSubject: string;
  readonly issuingKey: KeyKind;
  readonly urls: Publication;
}

function publicationAt(crlHost: string, ocspUrl: string, root: string, issuing: string): Publication {
  return {
    rootCrl: `http://${crlHost}/${root}.crl`,
    rootCertificate: `http://${crlHost}/${root}.crt`,
    issuingCrl: `http://${crlHost}/${issuing}.crl`,
    issuingDelta: `http://${crlHost}/${issuing}+.crl`,
    issuingCertificate: `http://${crlHost}/${issuing}.crt`,
    ocsp: ocspUrl,
  };
}

export const privatePublication = publicationAt(
  names.pki,
  `http://${names.ocsp}/ocsp`,
  'contoso-root-ca',
  'contoso-issuing-ca-1',
);

export const authorities: Readonly<Record<PkiKind, Authority>> = {
  private: {
    rootSubject: 'DC=com, DC=contoso, CN=Contoso Root CA',
    rootKey: 'rsa-2048',
    issuingSubject: 'DC=com, DC=contoso, CN=Contoso Issuing CA 1',
    issuingKey: 'rsa-2048',
    urls: privatePublication,
  },
  public: {
    rootSubject: 'C=US, O=Example Trust, CN=Example Global Root G3',
    rootKey: 'ec-p384',
    issuingSubject: 'C=US, O=Example Trust, CN=Example TLS CA 7',
    issuingKey: 'ec-p256',
    urls: publicationAt('crl.trust.example', 'http://ocsp.trust.example/', 'global-root', 'tls-ca-7'),
  },
  microsoft: {
    rootSubject: 'C=US, O=DigiCert Inc, CN=Lab Global Root G2',
    rootKey: 'ec-p384',
    issuingSubject: 'C=US, O=DigiCert Inc, CN=Lab Global TLS CA 2',
    issuingKey: 'ec-p256',
    urls: publicationAt('crl.lab.example', 'http://ocsp.lab.example/', 'root-g2', 'tls-ca-2'),
  },
};
