namespace XmppActors.Actors.TestsRoom;

public class FirstTest
{
    [Fact]
    public void Runner_runs() => Assert.True(true);
}
