using System.Net;

namespace Scew.Agent.Tests;

/// <summary>An address in the launcher's own network, however it is written, is not connected to.</summary>
[Trait("row", "I1")]
public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.7")]
    [InlineData("203.0.113.7")]
    [InlineData("224.0.0.1")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("64:ff9b:1::7f00:1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:7f00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fe80::1%1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void NoAddressOfASpecialPurposeIsAllowed(string address)
    {
        Assert.False(new AddressRules([]).Allows(IPAddress.Parse(address)), address);
        // Forms of one number that a resolver or a URL may know.
        Assert.False(new AddressRules([IPAddress.Parse("192.0.2.200")]).Allows(IPAddress.Parse(address)), address);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    public void ThePublicInternetIsAllowed(string address) => Assert.True(new AddressRules([]).Allows(IPAddress.Parse(address)), address);

    [Fact]
    public void WhatTheOwnerNamesIsAllowedAndNothingBesideIt()
    {
        var rules = new AddressRules([IPAddress.Parse("10.1.2.3")]);
        Assert.True(rules.Allows(IPAddress.Parse("10.1.2.3")));
        Assert.True(rules.Allows(IPAddress.Parse("::ffff:10.1.2.3")));
        Assert.False(rules.Allows(IPAddress.Parse("10.1.2.4")));
        Assert.False(rules.Allows(IPAddress.Loopback));
    }
}
