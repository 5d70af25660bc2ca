namespace XmppActors.Transport.TestsRoom;

public class FirstTest
{
    [Fact]
    public void Runner_runs() => Assert.True(true);
}
