namespace BounceHandler.Dispatch;

/// <summary>Calls under way at one host, shared by the providers that live there. For the dispatcher's loop only.</summary>
public sealed class HostLimit(int most)
{
    private int _underWay;

    /// <summary>Takes a place if one is free.</summary>
    public bool TryEnter()
    {
        if (_underWay >= most)
            return false;
        _underWay++;
        return true;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave() => _underWay--;
}
