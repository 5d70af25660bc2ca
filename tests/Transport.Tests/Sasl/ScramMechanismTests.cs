using System.Security.Cryptography;
using System.Text;
using XmppActors.Transport.Addresses;
using XmppActors.Transport.Sasl;
using static XmppActors.Transport.Tests.Sasl.SaslFixture;

namespace XmppActors.Transport.Tests.Sasl;

public sealed class ScramMechanismTests
{
    public static TheoryData<string, string> Mechanisms => new()
    {
        { "SCRAM-SHA-1", "SHA1" }, { "SCRAM-SHA-256", "SHA256" }, { "SCRAM-SHA-512", "SHA512" },
    };

    [Theory, MemberData(nameof(Mechanisms))]
    public void The_right_password_proves_itself_and_the_server(string name, string hash)
    {
        var client = new ScramTestClient(new HashAlgorithmName(hash), "Romeo", Password);
        var mechanism = Create(name);

        var need = Assert.IsType<SaslStep.NeedCredentials>(mechanism.Start(client.First(), hasInitialResponse: true));
        Assert.False(mechanism.IsCostly(RomeosKeys));
        var challenge = Assert.IsType<SaslStep.Challenge>(mechanism.Credentials(RomeosKeys));
        var succeeded = Assert.IsType<SaslStep.Succeeded>(mechanism.Continue(client.Final(challenge.Data)));

        Assert.Equal(Romeo, need.Account);
        Assert.Equal(Romeo, succeeded.Account);
        Assert.True(client.Trusts(succeeded.AdditionalData!.Value));
        AssertFailed(SaslFailureCondition.MalformedRequest, mechanism.Continue(default));
    }

    [Theory, MemberData(nameof(Mechanisms))]
    public void Channel_binding_of_each_type_is_proved(string name, string hash)
    {
        foreach (var binding in Bound.ChannelBindings)
        {
            var client = new ScramTestClient(new HashAlgorithmName(hash), "romeo", Password)
            {
                Gs2Header = $"p={binding.Type},,",
                BindingData = binding.Data.ToArray(),
            };

            var step = Run(Create(name + "-PLUS", Bound), client, RomeosKeys);

            Assert.True(client.Trusts(Assert.IsType<SaslStep.Succeeded>(step).AdditionalData!.Value));
        }
    }

    [Theory]
    [InlineData(new byte[] { 4, 5, 6 }, true)]
    [InlineData(new byte[] { 4, 5, 7 }, false)]
    public void A_binding_that_was_not_offered_is_proved_where_the_channel_has_it(byte[] data, bool isRight)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password) { Gs2Header = "p=tls-unique,,", BindingData = data };

        var step = Run(Create("SCRAM-SHA-256-PLUS", TacitlyBound), client, RomeosKeys);

        if (isRight)
            Assert.IsType<SaslStep.Succeeded>(step);
        else
            AssertFailed(SaslFailureCondition.NotAuthorized, step);
    }

    [Fact]
    public void Another_channels_data_is_refused()
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password) { Gs2Header = "p=tls-exporter,,", BindingData = new byte[32] };

        AssertFailed(SaslFailureCondition.NotAuthorized, Run(Create("SCRAM-SHA-256-PLUS", Bound), client, RomeosKeys));
    }

    [Theory]
    [InlineData("SCRAM-SHA-256", "y,,", SaslFailureCondition.NotAuthorized)] // Binding was offered: a downgrade.
    [InlineData("SCRAM-SHA-256-PLUS", "p=tls-unique,,", SaslFailureCondition.InvalidMechanism)] // Not offered.
    [InlineData("SCRAM-SHA-256-PLUS", "n,,", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256-PLUS", "y,,", SaslFailureCondition.MalformedRequest)]
    [InlineData("SCRAM-SHA-256", "p=tls-exporter,,", SaslFailureCondition.MalformedRequest)]
    public void The_flag_for_channel_binding_fits_what_was_offered(string name, string header, SaslFailureCondition condition)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password) { Gs2Header = header };

        AssertFailed(condition, Create(name, Bound).Start(client.First(), hasInitialResponse: true));
    }

    [Theory]
    [InlineData("n,,")]
    [InlineData("y,,")]
    [InlineData("n,a=romeo@montague.example,")]
    [InlineData("n,a=Romeo@Montague.example,")]
    public void A_client_that_does_not_bind_is_let_in_where_binding_is_not_offered(string header)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password) { Gs2Header = header };

        Assert.IsType<SaslStep.Succeeded>(Run(Create("SCRAM-SHA-256"), client, RomeosKeys));
    }

    [Theory]
    [InlineData("n,a=juliet@capulet.example,")]
    [InlineData("n,a=romeo@montague.example/orchard,")]
    [InlineData("n,a=romeo,")]
    [InlineData("n,a==2C,")]
    public void Nobody_acts_as_another(string header)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password) { Gs2Header = header };

        AssertFailed(SaslFailureCondition.InvalidAuthzid, Create("SCRAM-SHA-256").Start(client.First(), hasInitialResponse: true));
    }

    [Fact]
    public void An_escaped_user_name_is_read()
    {
        var name = "a=b,c";
        Assert.True(BareJid.TryCreate(name, Domain, out var account));
        var client = new ScramTestClient(HashAlgorithmName.SHA256, name, Password);

        Assert.Equal(account, Assert.IsType<SaslStep.NeedCredentials>(Create("SCRAM-SHA-256").Start(client.First(), true)).Account);
    }

    [Fact]
    public void The_exchange_may_begin_with_an_empty_challenge()
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password);
        var mechanism = Create("SCRAM-SHA-256");

        Assert.True(Assert.IsType<SaslStep.Challenge>(mechanism.Start(default, hasInitialResponse: false)).Data.IsEmpty);
        Assert.IsType<SaslStep.NeedCredentials>(mechanism.Continue(client.First()));
    }

    [Fact]
    public void An_unknown_account_looks_like_a_wrong_password()
    {
        var wrong = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", "It is the west");
        var unknown = new ScramTestClient(HashAlgorithmName.SHA256, "rosaline", Password);
        var again = new ScramTestClient(HashAlgorithmName.SHA256, "rosaline", "another");

        var toWrong = Run(Create("SCRAM-SHA-256"), wrong, RomeosKeys);
        var toUnknown = Run(Create("SCRAM-SHA-256"), unknown, null);
        Run(Create("SCRAM-SHA-256"), again, null);

        Assert.Equal(toWrong, toUnknown);
        AssertFailed(SaslFailureCondition.NotAuthorized, toUnknown);
        Assert.Equal(wrong.ShownIterations, unknown.ShownIterations);
        Assert.Equal(wrong.ShownSalt.Length, unknown.ShownSalt.Length);
        Assert.Equal(unknown.ShownSalt, again.ShownSalt); // As if it were stored.
        Assert.NotEqual(wrong.ShownSalt, unknown.ShownSalt);
    }

    [Fact]
    public void An_account_without_keys_for_the_hash_is_refused_at_the_proof()
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA512, "romeo", Password);

        AssertFailed(SaslFailureCondition.NotAuthorized, Run(Create("SCRAM-SHA-512"), client, [RomeosKeys[1]]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("n")]
    [InlineData("n,,")]
    [InlineData("n,,n=romeo")]
    [InlineData("n,,r=abc,n=romeo")]
    [InlineData("n,,n=,r=abc")]
    [InlineData("n,,n=romeo,r=")]
    [InlineData("n,,n=romeo,r=a\u00e9")]
    [InlineData("n,,n=romeo,r=a b")]
    [InlineData("n,,n=ro=meo,r=abc")]
    [InlineData("n,,n=romeo=2,r=abc")]
    [InlineData("n,,n=romeo=2c,r=abc")]
    [InlineData("n,,n=ro\0meo,r=abc")]
    [InlineData("n,,m=must,n=romeo,r=abc")]
    [InlineData("n,,n=romeo,r=abc,m=must")]
    [InlineData("n,,n=romeo,r=abc,x")]
    [InlineData("n,,n=romeo,r=abc,")]
    [InlineData("z,,n=romeo,r=abc")]
    [InlineData("p,,n=romeo,r=abc")]
    [InlineData("p=,,n=romeo,r=abc")]
    [InlineData("p=tls_exporter,,n=romeo,r=abc")]
    [InlineData("n,a=,n=romeo,r=abc")]
    [InlineData("n,b=c,n=romeo,r=abc")]
    public void A_malformed_first_message_is_refused(string message)
    {
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("SCRAM-SHA-256").Start(message));
    }

    [Theory]
    [InlineData("n,,n=romeo,r=abc", true)]
    [InlineData("n,,n=romeo,r=abc,x=optional", true)]
    [InlineData("n,,n=romeo,r=!#$%~", true)]
    [InlineData("n,,n=ro meo,r=abc", false)] // No localpart: nobody's name.
    public void A_well_formed_first_message_asks_for_credentials(string message, bool isName)
    {
        var step = Create("SCRAM-SHA-256").Start(message);

        if (isName)
            Assert.IsType<SaslStep.NeedCredentials>(step);
        else
            AssertFailed(SaslFailureCondition.NotAuthorized, step);
    }

    [Fact]
    public void Bytes_that_are_no_text_or_too_many_are_refused()
    {
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("SCRAM-SHA-256").Start([0x6E, 0x2C, 0x2C, 0xFF], hasInitialResponse: true));
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("SCRAM-SHA-256").Start("n,,n=romeo,r=" + new string('x', 5000)));
    }

    [Theory]
    [InlineData("c=biws", "c=eSws", SaslFailureCondition.NotAuthorized)] // "y,," in place of the "n,," that was sent.
    [InlineData("c=biws", "c=", SaslFailureCondition.NotAuthorized)]
    [InlineData("c=biws", "c=bi ws", SaslFailureCondition.MalformedRequest)]
    [InlineData("c=biws", "c=biw", SaslFailureCondition.MalformedRequest)]
    [InlineData("c=biws", "d=biws", SaslFailureCondition.MalformedRequest)]
    [InlineData("r=fyko", "r=gyko", SaslFailureCondition.NotAuthorized)]
    [InlineData("r=fyko", "s=fyko", SaslFailureCondition.MalformedRequest)]
    [InlineData("c=biws,", "", SaslFailureCondition.MalformedRequest)]
    [InlineData("c=biws,", "c=biws,m=must,", SaslFailureCondition.MalformedRequest)]
    public void A_final_message_that_does_not_fit_is_refused(string from, string to, SaslFailureCondition condition)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password);

        AssertFailed(condition, Run(Create("SCRAM-SHA-256"), client, RomeosKeys, final => final.Replace(from, to, StringComparison.Ordinal)));
    }

    [Fact]
    public void An_optional_extension_in_the_final_message_is_ignored()
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password);

        Assert.IsType<SaslStep.Succeeded>(Run(Create("SCRAM-SHA-256"), client, RomeosKeys, final => final + ",x=whatever"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("p=AAAA")]
    [InlineData("p=")]
    [InlineData("p=!")]
    public void A_proof_of_the_wrong_form_is_refused(string proof)
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password);
        var mechanism = Create("SCRAM-SHA-256");
        mechanism.Start(client.First(), hasInitialResponse: true);
        var challenge = Assert.IsType<SaslStep.Challenge>(mechanism.Credentials(RomeosKeys));

        var final = Encoding.UTF8.GetString(client.Final(challenge.Data));
        var spoiled = final[..final.LastIndexOf(",p=", StringComparison.Ordinal)] + "," + proof;

        AssertFailed(SaslFailureCondition.MalformedRequest, mechanism.Continue(Encoding.UTF8.GetBytes(spoiled)));
    }

    [Fact]
    public void Calls_out_of_order_fail_the_exchange()
    {
        var client = new ScramTestClient(HashAlgorithmName.SHA256, "romeo", Password);

        AssertFailed(SaslFailureCondition.MalformedRequest, Create("SCRAM-SHA-256").Continue(client.First()));
        AssertFailed(SaslFailureCondition.MalformedRequest, Create("SCRAM-SHA-256").Credentials(RomeosKeys));
        var twice = Create("SCRAM-SHA-256");
        twice.Start(client.First(), hasInitialResponse: true);
        AssertFailed(SaslFailureCondition.MalformedRequest, twice.Start(client.First(), hasInitialResponse: true));
        AssertFailed(SaslFailureCondition.MalformedRequest, twice.Credentials(RomeosKeys));
    }

    private static SaslStep Run(
        ISaslMechanism mechanism, ScramTestClient client, IReadOnlyList<ScramKeys>? keys, Func<string, string>? change = null)
    {
        var step = mechanism.Start(client.First(), hasInitialResponse: true);
        Assert.IsType<SaslStep.NeedCredentials>(step);
        var challenge = Assert.IsType<SaslStep.Challenge>(mechanism.Credentials(keys));
        return mechanism.Continue(client.Final(challenge.Data, change));
    }
}
