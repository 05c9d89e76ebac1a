namespace Scew.WebTests.Sealed;

/// <summary>A page with <c>/envelope-test.js</c>: what requests carry to the modules, and the operations themselves.</summary>
internal static class EnvelopePage
{
    public const string Module = "/envelope-test.js";

    private const string Text = """
        import { utf8 } from '/proof/bytes.js';
        import { writeCanonical } from '/proof/canonical.js';
        import { comparePart, encodeParts, openedName, rangePart, sealEnvelope, sumPart } from '/sealed/envelope.js';
        import { sealHybrid } from '/sealed/hybrid.js';
        import { importMaster, variableKey } from '/sealed/keys.js';
        import { proveModulus } from '/sealed/modulusproof.js';
        import { drawKey } from '/sealed/newkey.js';
        import * as operations from '/sealed/operations.js';
        import { makeSum } from '/sealed/ordered.js';
        import { importKey, openCiphertext } from '/sealed/privatekey.js';
        import { openSealedKey, sealKey } from '/sealed/sealedkey.js';

        const pairOf = async (jwk) => {
            if (jwk === null) {
                return undefined;
            }
            const curve = { name: 'ECDH', namedCurve: 'P-256' };
            const { d, ...rest } = jwk;
            return { privateKey: await crypto.subtle.importKey('jwk', jwk, curve, false, ['deriveBits']), publicKey: await crypto.subtle.importKey('jwk', rest, curve, true, []) };
        };
        const opening = async ({ exported, publicKey }, id, record) => {
            const { key } = await importKey(exported, publicKey, 1);
            return { id, name: await openedName(publicKey, record), ...openCiphertext(key, record) };
        };
        const partOf = async (part) => {
            switch (part.kind) {
                case 'compare':
                    return comparePart(part.path, part.operator, BigInt(part.argument), await opening(part.key, part.id, part.record));
                case 'range':
                    return rangePart(part.path, BigInt(part.low), BigInt(part.high), await Promise.all(part.items.map(({ id, record }) => opening(part.key, id, record))));
                default: {
                    const key = await variableKey(await importMaster(part.master), part.group, part.label);
                    return sumPart(part.path, part.id, await makeSum(key, part.id, part.record, BigInt(part.addend), part.salt));
                }
            }
        };

        export const hybrid = async (recipient, info, associated, plain, jwk) => sealHybrid(recipient, info, associated, plain, await pairOf(jwk));
        export const seal = async (moduleKey, binding, parts, jwk) => sealEnvelope(moduleKey, binding, await Promise.all(parts.map(partOf)), await pairOf(jwk));
        export const many = (count) => encodeParts(Array.from({ length: count }, (_, i) => ({ path: String(i), write: (out) => out })));
        export const operation = (name, argument) => utf8(writeCanonical(operations[name](argument)));

        export const create = async (secret, group, account, keyId, bits) => {
            const key = await drawKey(bits);
            const master = await importMaster(secret);
            const sealed = await sealKey(master, group, keyId, key);
            const { encoded } = key.publicKey;
            return { publicKey: encoded, proof: await proveModulus(key, group, account, keyId), sealed, opens: await openSealedKey(master, group, keyId, encoded, sealed) !== null };
        };
        """;

    public static async Task<ModulePage> OpenAsync()
    {
        var page = await ModulePage.OpenAsync();
        await page.ServeModuleAsync(Module, Text);
        return page;
    }
}
