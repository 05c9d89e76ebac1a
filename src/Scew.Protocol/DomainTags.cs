namespace Scew.Protocol;

/// <summary>Every domain tag. What is signed or hashed for one purpose never reads as another. Append only.</summary>
public static class DomainTags
{
    /// <summary>Vote for a block as the one of its view.</summary>
    public const string Notarize = "scew/notarize/1";

    /// <summary>Vote to give a view up.</summary>
    public const string Nullify = "scew/nullify/1";

    /// <summary>Vote that a notarised block is final.</summary>
    public const string Finalize = "scew/finalize/1";

    /// <summary>A merchant's word on an executed height.</summary>
    public const string Attest = "scew/attest/1";

    /// <summary>Answer to a linearizable read.</summary>
    public const string Head = "scew/head/1";

    /// <summary>A request can no longer be executed.</summary>
    public const string NeverExecuted = "scew/never-executed/1";

    /// <summary>A merchant's consent to a genesis document.</summary>
    public const string GenesisConsent = "scew/genesis-consent/1";

    /// <summary>Hash of the genesis document.</summary>
    public const string Genesis = "scew/genesis/1";

    /// <summary>Hash of a block header.</summary>
    public const string Block = "scew/block/1";

    /// <summary>Hash of a block's list of request ids.</summary>
    public const string Body = "scew/body/1";

    /// <summary>Hash of a block's justification.</summary>
    public const string Justification = "scew/justification/1";

    /// <summary>Order of the leaders.</summary>
    public const string LeaderOrder = "scew/leader-order/1";

    /// <summary>Key of a register in the state trie.</summary>
    public const string RegisterKey = "scew/register-key/1";

    /// <summary>State root over trie root and history root.</summary>
    public const string StateRoot = "scew/state-root/1";

    /// <summary>Result leaf.</summary>
    public const string Result = "scew/result/1";

    /// <summary>Name of a machine's text.</summary>
    public const string Machine = "scew/machine/1";

    /// <summary>Account as which an asset acts.</summary>
    public const string AssetAccount = "scew/asset-account/1";

    /// <summary>Development keys made from a seed.</summary>
    public const string DevKey = "scew/dev-key/1";

    /// <summary>Envelope to the secure modules: HPKE info and associated data.</summary>
    public const string Envelope = "scew/envelope/1";

    /// <summary>Name of a Paillier key.</summary>
    public const string PaillierKey = "scew/paillier-key/1";

    /// <summary>Base of a new Paillier key, from its seed.</summary>
    public const string PaillierBase = "scew/paillier-base/1";

    /// <summary>Challenges of the proof about a Paillier modulus.</summary>
    public const string ModulusProof = "scew/modulus-proof/1";

    /// <summary>Name of an opening that a secure module verified.</summary>
    public const string VerifiedOpening = "scew/verified-opening/1";

    /// <summary>Key of an ordered variable, from the master secret.</summary>
    public const string VariableKey = "scew/variable-key/1";

    /// <summary>Key that seals a Paillier key in its register, from the master secret.</summary>
    public const string KeySeal = "scew/key-seal/1";

    /// <summary>Associated data of a Paillier key sealed in its register.</summary>
    public const string SealedKey = "scew/sealed-key/1";

    /// <summary>Key to which others seal for an account, from the master secret.</summary>
    public const string EncryptionKey = "scew/encryption-key/1";

    /// <summary>Key of one ordered record, from its variable's.</summary>
    public const string OrderRecordKey = "scew/order-record-key/1";

    /// <summary>Keys under a record key: at most 15 characters, for it shares an AES block with a counter.</summary>
    public const string OrderKeys = "scew/order/1";

    /// <summary>Synthetic IV of an ordered record.</summary>
    public const string OrderIv = "scew/order-iv/1";

    /// <summary>Name of the exact record, under its key, that an opening belongs to.</summary>
    public const string OpenedRecord = "scew/opened-record/1";

    /// <summary>What one account hands over to another: HPKE info and associated data.</summary>
    public const string HandOver = "scew/hand-over/1";

    /// <summary>A giver's signature over a hand-over file.</summary>
    public const string HandOverFile = "scew/hand-over-file/1";

    /// <summary>A merchant's word on the files of the page that it serves.</summary>
    public const string Page = "scew/page/1";

    /// <summary>An offline key's signature over the programs that a merchant's agents may run.</summary>
    public const string Releases = "scew/releases/1";

    /// <summary>A merchant's signature over its card.</summary>
    public const string MerchantCard = "scew/merchant-card/1";

    /// <summary>Hash of a plan that changes the group's members.</summary>
    public const string Plan = "scew/plan/1";

    /// <summary>A newcomer's consent to such a plan.</summary>
    public const string PlanConsent = "scew/plan-consent/1";
}
