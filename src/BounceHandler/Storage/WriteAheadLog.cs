using System.Buffers.Binary;

namespace BounceHandler.Storage;

/// <summary>
/// Reads a write-ahead log as SQLite's recovery does (file format, section 4: a header, then frames of one page each, every one with a checksum over all
/// before it), and tells damage from what a crash leaves behind. Recovery stops at the first frame that is wrong: after a crash that is the end of the
/// log, in a damaged one everything behind it would be lost without a word.
/// </summary>
internal static class WriteAheadLog
{
    private const int HeaderLength = 32;
    private const int FrameHeaderLength = 24;
    private const uint Magic = 0x377f0682;
    private const int SmallestPage = 512;
    private const int LargestPage = 65536;

    // A commit is on the disk before the next one begins. So of those behind a wrong frame a power loss can leave one, the last.
    private const int CommitsOfCrash = 1;

    /// <summary>What is wrong with a log; null if it is whole, or is what a crash leaves.</summary>
    public static string? Damage(Stream log)
    {
        var header = new byte[HeaderLength];
        var length = log.ReadAtLeast(header, HeaderLength, throwOnEndOfStream: false);
        if (length < HeaderLength)
            return null;
        var magic = Word(header, 0);
        var sum = new Checksum(isBigEndian: (magic & 1) != 0);
        sum.Add(header.AsSpan(0, 24));
        var pageSize = Word(header, 2);
        if ((magic & ~1u) != Magic || !sum.Is(Word(header, 6), Word(header, 7)) || pageSize is < SmallestPage or > LargestPage)
            return HoldsAnything(log) ? "the header of its -wal file is wrong" : null;

        var frame = new byte[FrameHeaderLength + (int)pageSize];
        var (wrong, commits) = (-1L, 0);
        for (var index = 0L; log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length; index++)
        {
            var isOfThisLog = Word(frame, 2) == Word(header, 4) && Word(frame, 3) == Word(header, 5);
            if (wrong < 0)
            {
                sum.Add(frame.AsSpan(0, 8));
                sum.Add(frame.AsSpan(FrameHeaderLength));
                if (!isOfThisLog || Word(frame, 0) == 0 || !sum.Is(Word(frame, 4), Word(frame, 5)))
                    wrong = index;
            }
            else if (isOfThisLog && Word(frame, 1) != 0)
            {
                commits++;
            }
        }

        return commits > CommitsOfCrash ? $"frame {wrong} of its -wal file is wrong, with {commits} commits behind it, log {Word(header, 4):x}" : null;
    }

    // What a power loss leaves of a log that had just begun.
    private static bool HoldsAnything(Stream log)
    {
        var buffer = new byte[4096];
        for (int read; (read = log.Read(buffer)) > 0;)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
                return true;
        }

        return false;
    }

    private static uint Word(byte[] bytes, int index) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(4 * index));

    private sealed class Checksum(bool isBigEndian)
    {
        private uint _first;
        private uint _second;

        public void Add(ReadOnlySpan<byte> bytes)
        {
            for (; bytes.Length >= 8; bytes = bytes[8..])
            {
                _first += Word(bytes) + _second;
                _second += Word(bytes[4..]) + _first;
            }
        }

        public bool Is(uint first, uint second) => _first == first && _second == second;

        private uint Word(ReadOnlySpan<byte> bytes) =>
            isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }
}
