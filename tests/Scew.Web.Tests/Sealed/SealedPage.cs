namespace Scew.WebTests.Sealed;

/// <summary>A page with <c>/sealed-test.js</c>: the exports of <c>sealed/</c> with bytes and decimal digits in place of keys and BigInts.</summary>
internal static class SealedPage
{
    public const string Module = "/sealed-test.js";

    private const string Text = """
        import { importMaster, variableKey } from '/sealed/keys.js';
        import { makeSum, makeTokens, openRecord, sealRecord } from '/sealed/ordered.js';
        import { add, ciphertextFault, encrypt, readPublicKey } from '/sealed/paillier.js';
        import { createKey, decrypt, encryptOwn, exportKey, importKey, openCiphertext } from '/sealed/privatekey.js';
        import { proveModulus } from '/sealed/modulusproof.js';
        import { openSealedKey, sealKey } from '/sealed/sealedkey.js';

        const all = (items, make) => Promise.all(items.map(make));
        const ordered = async ({ master, group, label }) => variableKey(await importMaster(master), group, label);
        const number = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
        const whole = async ({ exported, publicKey }) => (await importKey(exported, publicKey, 1)).key;

        export const seal = async (key, id, values, salts) => { const k = await ordered(key); return all(values, (value, i) => sealRecord(k, id, BigInt(value), salts[i])); };
        export const sealFresh = async (key, id, values) => { const k = await ordered(key); return all(values, (value) => sealRecord(k, id, BigInt(value))); };
        export const open = async (key, id, records) => { const k = await ordered(key); return all(records, (record) => openRecord(k, id, record)); };
        export const tokens = async (key, id, record, values) => makeTokens(await ordered(key), id, record, values.map(BigInt));
        export const sum = async (key, id, record, addend, salt) => makeSum(await ordered(key), id, record, BigInt(addend), salt);
        export const sumFresh = async (key, id, record, addend) => makeSum(await ordered(key), id, record, BigInt(addend));

        export const publicFaults = (keys) => keys.map((key) => readPublicKey(key).fault);
        export const faults = (publicKey, ciphertexts) => { const { key } = readPublicKey(publicKey); return ciphertexts.map((one) => ciphertextFault(key, one)); };
        export const sums = (publicKey, pairs) => { const { key } = readPublicKey(publicKey); return pairs.map(([a, b]) => add(key, a, b)); };
        export const encryptAll = (publicKey, values, random) => { const { key } = readPublicKey(publicKey); return values.map((value) => encrypt(key, BigInt(value), random ?? undefined)); };
        export const encryptOwned = async (key, values, random) => { const k = await whole(key); return values.map((value) => encryptOwn(k, BigInt(value), random ?? undefined)); };
        export const decryptAll = async (key, ciphertexts) => { const k = await whole(key); return ciphertexts.map((one) => decrypt(k, one)); };
        export const openAll = async (key, ciphertexts) => { const k = await whole(key); return ciphertexts.map((one) => openCiphertext(k, one)); };

        export const make = async (p, q, bits, seed) => {
            const { key, fault } = await createKey(number(p), number(q), bits, seed);
            return { fault, publicKey: key && key.publicKey.encoded, exported: key && exportKey(key) };
        };
        export const importFault = async (exported, publicKey) => (await importKey(exported, publicKey)).fault;
        export const prove = async (key, group, account, keyId) => proveModulus(await whole(key), group, account, keyId);
        export const sealPaillier = async (master, group, keyId, key, nonce) => sealKey(await importMaster(master), group, keyId, await whole(key), nonce ?? undefined);
        export const openPaillier = async (master, group, keyId, publicKey, sealed) => {
            const key = await openSealedKey(await importMaster(master), group, keyId, publicKey, sealed);
            return key && exportKey(key);
        };
        """;

    public static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync(Module, Text);
        return page;
    }
}
