import t from 'tap';
import { RevealGrants } from '../../server/api/reveal-grants.js';
import { dataKeyOf, newSideKeys, Sealer } from '../../server/pseudonym/seal.js';

t.test('what came after the approval stays closed, though it was sealed with the same key', async (t) => {
  const [requester, approver] = [newSideKeys(), newSideKeys()];
  const sealer = new Sealer({ requester: requester.publicKey, approver: approver.publicKey });
  const [asked, later] = ['asked', 'later'].map((text) => sealer.seal(Buffer.from(text), 'record a 1'));
  t.equal(dataKeyOf(asked!), dataKeyOf(later!));
  const grants = new RevealGrants();
  grants.grant('reveal', [asked!], approver.privateKey, 1000);
  t.ok(grants.half('reveal', asked!, 999));
  t.equal(grants.half('reveal', later!, 999), undefined);
  t.equal(grants.half('another', asked!, 999), undefined);
  t.equal(grants.half('reveal', asked!, 1000), undefined, 'nor after its time');
});
