package reference
import ("testing";"syscall";"slices";"time")
func cpu() float64 { var r syscall.Rusage; syscall.Getrusage(0,&r); return float64(r.Utime.Nano()+r.Stime.Nano())/1e9 }
func BenchmarkCPU(b *testing.B) {
	const rounds, requests = 100, 4_000
	bare, reference := benchBare(b), benchReference(b)
	benchRun(b, bare, 20000)
	benchRun(b, reference, 20000)
	timed := func(clients []*benchClient) (float64, float64) {
		start := cpu(); t := time.Now()
		benchRun(b, clients, requests)
		return cpu()-start, time.Since(t).Seconds()
	}
	for b.Loop() {
		var ratios, walls, B, R []float64
		for i := range rounds {
			var x,y,xt,yt float64
			if i%2==0 { x,xt = timed(bare); y,yt = timed(reference) } else { y,yt = timed(reference); x,xt = timed(bare) }
			ratios = append(ratios, x/y); walls = append(walls, xt/yt); B = append(B, x); R = append(R, y)
		}
		slices.Sort(ratios); slices.Sort(walls); slices.Sort(B); slices.Sort(R)
		b.ReportMetric(ratios[rounds/2], "cpu-ratio")
		b.ReportMetric(walls[rounds/2], "wall-ratio")
		b.ReportMetric(B[rounds/2]/requests*1e6, "bare-us")
		b.ReportMetric(R[rounds/2]/requests*1e6, "ref-us")
	}
}
