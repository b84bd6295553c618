using System.IO.Pipes;
using BounceHandler.Input;
using Microsoft.Extensions.Time.Testing;

namespace BounceHandler.Tests.Input;

public sealed class ByteSourceTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_arrives_in_order_and_then_the_end()
    {
        var input = new byte[5_000_000];
        new Random(1).NextBytes(input);
        using var source = new ByteSource(new MemoryStream(input), _time, 300_000);
        var output = new List<byte>();
        while (await source.ReadAsync(null, Cancel) is { Kind: ReadKind.Bytes } result)
            output.AddRange(result.Bytes.Span);
        Assert.Equal(input, output);
        Assert.Equal(new ReadResult(ReadKind.End), await source.ReadAsync(null, Cancel));
    }

    [Fact]
    public async Task Silence_is_reported_once_its_time_has_passed_and_nothing_is_lost_by_it()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = new ByteSource(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), _time);
        for (var i = 0; i < 3; i++)
        {
            var read = source.ReadAsync(RecordReader.SilenceAfter, Cancel).AsTask();
            _time.Advance(TimeSpan.FromMilliseconds(99));
            Assert.False(read.IsCompleted);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            Assert.Equal(ReadKind.Silence, (await read).Kind);
        }

        writer.Write("late"u8);
        Assert.Equal("late"u8.ToArray(), (await source.ReadAsync(null, Cancel)).Bytes.ToArray());
        writer.Dispose();
        Assert.Equal(ReadKind.End, (await source.ReadAsync(RecordReader.SilenceAfter, Cancel)).Kind);
    }

    [Fact]
    public async Task The_writer_is_not_held_up_while_nobody_reads()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = new ByteSource(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), _time);
        var line = "one short line\n"u8.ToArray();
        const int Lines = 60_000;
        await Task.Run(
            () =>
            {
                for (var i = 0; i < Lines; i++)
                    writer.Write(line);
            },
            Cancel).WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        writer.Dispose();
        var length = 0;
        while (await source.ReadAsync(null, Cancel) is { Kind: ReadKind.Bytes } result)
            length += result.Bytes.Length;
        Assert.Equal(Lines * line.Length, length);
    }

    [Fact]
    public async Task An_error_comes_after_what_was_read_before_it()
    {
        using var source = new ByteSource(new FailingStream(), _time);
        Assert.Equal("good"u8.ToArray(), (await source.ReadAsync(null, Cancel)).Bytes.ToArray());
        var end = await source.ReadAsync(null, Cancel);
        Assert.Equal(ReadKind.End, end.Kind);
        Assert.IsType<IOException>(end.Error);
    }

    [Fact]
    public async Task Giving_up_waiting_loses_nothing()
    {
        using var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        using var source = new ByteSource(new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle), _time);
        using var cancel = new CancellationTokenSource();
        var read = source.ReadAsync(null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
        writer.Write("x"u8);
        Assert.Equal(1, (await source.ReadAsync(null, Cancel)).Bytes.Length);
    }

    private sealed class FailingStream : MemoryStream
    {
        private bool _wasRead;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (_wasRead)
                throw new IOException("The disk is gone.");
            _wasRead = true;
            "good"u8.CopyTo(buffer.AsSpan(offset));
            return 4;
        }
    }
}
