package verdict

// DefaultProfile is the name of the profile without waivers and with the levels of the catalogue.
const DefaultProfile = "documented"
