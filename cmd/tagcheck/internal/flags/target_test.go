package flags

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"tagcheck/fixtures/config"
	"tagcheck/fixtures/target"
)

// loadTarget runs a command with the arguments and returns what Load does.
func loadTarget(t *testing.T, environment map[string]string, args ...string) (config.Config, error) {
	t.Helper()
	var flags Target
	var config config.Config
	var failed error
	cmd := &cobra.Command{Use: "test", SilenceErrors: true, SilenceUsage: true, Args: cobra.ArbitraryArgs}
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		config, failed = flags.Load(cmd, func(name string) string { return environment[name] }, cmd.Flags().Args())
		return nil
	}
	flags.Register(cmd)
	cmd.SetArgs(args)
	cmd.SetOut(io.Discard)
	if err := cmd.Execute(); err != nil {
		t.Fatal(err)
	}
	return config, failed
}

func TestEachFlagOverridesTheEnvironment(t *testing.T) {
	environment := map[string]string{
		"TAGCHECK_URL": "http://env", "TAGCHECK_TOKEN": "env", "TAGCHECK_STRANGER_TOKEN": "env-s",
		"TAGCHECK_READER_TOKEN": "env-r",
		"TAGCHECK_ADMIN_TOKEN":  "env-a", "TAGCHECK_CACERT": "env", "TAGCHECK_INSECURE": "env",
		"TAGCHECK_TIMEOUT": "env",
		"TAGCHECK_IMAGE":   "env", "TAGCHECK_TAG_QUOTA": "env", "TAGCHECK_QUOTA_PROBE": "env",
		"TAGCHECK_ALPHABET": "env",
		"TAGCHECK_WINDOW":   "env", "TAGCHECK_NO_AUTH": "env",
	}
	user := func(role target.Role) func(config.Config) config.Value {
		return func(c config.Config) config.Value { return c.Users[role] }
	}
	for _, test := range []struct {
		args []string
		get  func(config.Config) config.Value
		want config.Value
	}{
		{
			[]string{"http://a"}, func(c config.Config) config.Value { return c.URL },
			config.Value{Text: "http://a", Origin: "the URL"},
		},
		{
			[]string{"--url=http://a"}, func(c config.Config) config.Value { return c.URL },
			config.Value{Text: "http://a", Origin: "--url"},
		},
		{[]string{"--url="}, func(c config.Config) config.Value { return c.URL }, config.Value{Origin: "--url"}},
		{[]string{"--token=t"}, user(target.Owner), config.Value{Text: "t", Origin: "--token"}},
		{[]string{"--user=owner=t"}, user(target.Owner), config.Value{Text: "t", Origin: "--user owner"}},
		{
			[]string{"--user=stranger=a,b="}, user(target.Stranger),
			config.Value{Text: "a,b=", Origin: "--user stranger"},
		},
		{
			[]string{"--user=stranger=s", "--user", "reader=r"}, user(target.Reader),
			config.Value{Text: "r", Origin: "--user reader"},
		},
		{[]string{"--user=admin=@f"}, user(target.Admin), config.Value{Text: "@f", Origin: "--user admin"}},
		{
			[]string{"--header=X: a, b"}, func(c config.Config) config.Value { return c.Header[0] },
			config.Value{Text: "X: a, b", Origin: "--header"},
		},
		{
			[]string{"--header=X: a", "--header=Y: b"}, func(c config.Config) config.Value { return c.Header[1] },
			config.Value{Text: "Y: b", Origin: "--header (number 2)"},
		},
		{
			[]string{"--cacert=f"}, func(c config.Config) config.Value { return c.CACert },
			config.Value{Text: "f", Origin: "--cacert"},
		},
		{
			[]string{"--insecure"}, func(c config.Config) config.Value { return c.Insecure },
			config.Value{Text: "true", Origin: "--insecure"},
		},
		{
			[]string{"--insecure=false"}, func(c config.Config) config.Value { return c.Insecure },
			config.Value{Text: "false", Origin: "--insecure"},
		},
		{
			[]string{"--timeout=1s"}, func(c config.Config) config.Value { return c.Timeout },
			config.Value{Text: "1s", Origin: "--timeout"},
		},
		{
			[]string{"--image=i"}, func(c config.Config) config.Value { return c.Image },
			config.Value{Text: "i", Origin: "--image"},
		},
		{
			[]string{"--tag-quota=none"}, func(c config.Config) config.Value { return c.TagQuota },
			config.Value{Text: "none", Origin: "--tag-quota"},
		},
		{
			[]string{"--quota-probe=9"}, func(c config.Config) config.Value { return c.QuotaProbe },
			config.Value{Text: "9", Origin: "--quota-probe"},
		},
		{
			[]string{"--alphabet=[a-z]"}, func(c config.Config) config.Value { return c.Alphabet },
			config.Value{Text: "[a-z]", Origin: "--alphabet"},
		},
		{
			[]string{"--window=1s"}, func(c config.Config) config.Value { return c.Window },
			config.Value{Text: "1s", Origin: "--window"},
		},
		{
			[]string{"--no-auth"}, func(c config.Config) config.Value { return c.NoAuth },
			config.Value{Text: "true", Origin: "--no-auth"},
		},
	} {
		c, err := loadTarget(t, environment, test.args...)
		if err != nil {
			t.Errorf("%q: %v", test.args, err)
			continue
		}
		if got := test.get(c); got != test.want {
			t.Errorf(
				"%q: got %q from %s, want %q from %s", test.args, got.Text, got.Origin,
				test.want.Text, test.want.Origin,
			)
		}
	}
}

func TestFlagsThatAreNotSetOverrideNothing(t *testing.T) {
	c, err := loadTarget(t, map[string]string{"TAGCHECK_INSECURE": "true", "TAGCHECK_TIMEOUT": "3s"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Insecure.Origin != "TAGCHECK_INSECURE" || c.Timeout.Text != "3s" || len(c.Users) != 0 ||
		c.URL != (config.Value{}) {
		t.Errorf("got %+v", c)
	}
}

func TestConfigFlag(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{"a.yaml": "image: a\n", "b.yaml": "image: b\n"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	environment := map[string]string{"TAGCHECK_CONFIG": filepath.Join(dir, "b.yaml")}
	for want, args := range map[string][]string{"a": {"--config", filepath.Join(dir, "a.yaml")}, "b": nil} {
		if c, err := loadTarget(t, environment, args...); err != nil || c.Image.Text != want {
			t.Errorf("got %q, %v, want %q", c.Image.Text, err, want)
		}
	}
}

func TestFlagErrorsAreReportedTogether(t *testing.T) {
	for _, test := range []struct {
		args []string
		want []string
	}{
		{
			[]string{"http://a", "--url=http://a"},
			[]string{"--url: the URL is given twice; remove the flag or the argument"},
		},
		{
			[]string{"http://a", "http://b"},
			[]string{"the arguments: only one URL can be given, but there are 2 arguments"},
		},
		{[]string{"http://a", "--config="}, []string{"--config: the file name is empty"}},
		{
			[]string{"http://a", "--token=t", "--user=owner=u"},
			[]string{"--user owner: the owner is given already, by --token; remove one of the two"},
		},
		{[]string{"http://a", "--user=gAAAA==", "--timeout=0s"}, []string{
			"--user: write ROLE=TOKEN or ROLE=@FILE; the roles are owner, stranger, reader, admin",
			`--timeout: must be positive (got "0s")`,
		}},
	} {
		_, err := loadTarget(t, nil, test.args...)
		if want := strings.Join(test.want, "\n"); err == nil || err.Error() != want {
			t.Errorf("%q:\ngot:  %v\nwant: %s", test.args, err, want)
		}
	}
}

func TestChoose(t *testing.T) {
	for name, test := range map[string]struct {
		args        []string
		environment map[string]string
		embedded    bool
		problem     string
	}{
		"nothing":     {nil, nil, true, ""},
		"--reference": {[]string{"--reference"}, map[string]string{"TAGCHECK_URL": "http://a"}, true, ""},
		"a URL":       {[]string{"http://a", "--no-auth"}, nil, false, ""},
		"the environment": {
			nil, map[string]string{"TAGCHECK_URL": "http://a", "TAGCHECK_NO_AUTH": "true"}, false, "",
		},
		"--reference and a URL": {
			[]string{"--reference", "http://a"}, nil, true, "--reference cannot be combined with",
		},
		"--reference and --token": {
			[]string{"--reference", "--token", "t"}, nil, true, "--reference cannot be combined with",
		},
		"a capability without URL": {[]string{"--window", "1s"}, nil, false, "URL"},
	} {
		t.Run(name, func(t *testing.T) {
			var f Target
			cmd := parsed(t, test.args, f.Register, f.RegisterReference)
			target, embedded, err := f.Choose(cmd, func(name string) string { return test.environment[name] })
			if test.problem == "" && err != nil ||
				test.problem != "" && (err == nil || !strings.Contains(err.Error(), test.problem)) {
				t.Errorf("got %v, want %q", err, test.problem)
			}
			if embedded != test.embedded || (err == nil && !embedded && target.Root == nil) {
				t.Errorf("got embedded %t, %+v", embedded, target)
			}
		})
	}
}
