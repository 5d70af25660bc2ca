namespace XmppActors.Kernel.TestsRoom;

public class FirstTest
{
    [Fact]
    public void Runner_runs() => Assert.True(true);
}
