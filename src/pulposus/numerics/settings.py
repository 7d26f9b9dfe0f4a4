"""Numerical settings: tolerances and iteration limits. None of them is a property of the world."""

# --- disc ---
# Draws behind the spread (one SD) printed beside each size of a disc: 1 % accuracy of an SD is plenty.
SHAPE_SPREAD_DRAWS = 1024

# --- course: three clocks -----------------------------------------------------------------------------------
# Injected cells may starve within days, so nutrients are looked at often after a procedure, then ever more rarely.
COURSE_EARLY_DAYS = (
    0.12,
    0.25,
    0.4,
    0.5,
    0.75,
    1.0,
    1.5,
    2.0,
    2.5,
    3.0,
    4.0,
    5.0,
    6.0,
    7.0,
    8.5,
    10.0,
    12.0,
    14.0,
    17.5,
    21.0,
    26.0,
)
COURSE_LATE_MONTHS = (1.0, 1.5, 2.0, 2.5, 3.0, 3.75, 4.5, 5.25, 6.0, 7.5, 9.0, 10.5, 12.0, 15.0, 18.0, 21.0, 24.0)
# Beyond two years little happens fast any more.
COURSE_LATEST_MONTHS = (30.0, 36.0, 48.0, 60.0, 72.0, 84.0, 96.0, 108.0, 120.0)
# Longest biology step while nutrients are held; all processes are exact within, so this bounds splitting error.
COURSE_LONGEST_STEP_DAYS = 4.0
# Nutrients are solved again when living cells of any draw moved by more than this share since the last solve.
COURSE_CELLS_MOVED = 0.005
COURSE_VISIT_CELLS_MOVED = 0.0005  # the same where a visit reads them off
# Draws whose nutrients are solved together: pieces of one size over the cores, larger ones wait for their slowest.
COURSE_NUTRIENT_PIECE = 32
# Mechanics is solved again when the nucleus's fixed charge of a draw moved by more than this share: the pain driver is
# read from differences between arms, so a coarser threshold, passed at different visits in each, shows in pain.
COURSE_CHARGE_MOVED = 0.002
# Before the start, native cells that the disc cannot feed are let die: pseudo-days between nutrient solves.
COURSE_SETTLING_DAYS = (0.25, 0.25, 0.5, 0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0, 8.0, 16.0, 32.0, 64.0)

# Measures of discs and vertebrae (imaging/measures). Resolution of the fine section grid, mm: a quarter millimetre
# is a tenth of the smallest disc height; coarser than half a millimetre would show in heights.
MEASURE_STEP_MIN_MM = 0.2
MEASURE_STEP_MAX_MM = 0.5
MEASURE_PLANES = 5  # parallel sagittal planes averaged into one section
MEASURE_PLANES_HALF_MM = 2.0  # half their span: about one clinical slice, so that one voxel row does not decide
MEASURE_MIN_COLUMNS = 8  # fewer columns than this cannot carry an endplate line
# Endplate lines are fitted to what lies between these shares of the depth, that is to the height windows front and
# back: the rounded rim and the hollow middle are left out.
MEASURE_FIT_INNER = 0.4
MEASURE_FIT_OUTER = 0.8
MEASURE_FIT_ROUNDS = 3  # fits of an endplate line, each without what lies too far from the last
MEASURE_FIT_OUTLIER = 4.0  # median distances (or steps) beyond which a point is left out
MEASURE_MID_BAND_SHARE = 0.1  # half-band around the mid-plane for depth and width, share of the height
MEASURE_ALIGN_TURNS = 6  # turns of the frame until its endplates lie level
MEASURE_ALIGN_RAD = 2e-3  # tilt accepted as level: 0.07 mm over a depth of 35 mm
MEASURE_LARGE_PART = 0.25  # parts of a section smaller than this share of the largest are no vertebral body
MEASURE_CORNER_SHARE = 0.02  # points this close to the extreme of the diagonal, in sizes, are averaged to a corner
MEASURE_WIDER_THAN_DEEP = 1.2  # ratio of variances from which the widest direction of a disc is trusted
MEASURE_TINY = 1e-9  # keeps a covariance of few voxels regular
MEASURE_CANAL_BAND_MM = 15.0  # canal this near a vertebra (up or down) says where its middle is
MEASURE_CANAL_REACH_MM = 40.0  # the canal is looked for this far behind a disc
MEASURE_INSIDE = 0.9  # interpolated mask value from which an image voxel lies wholly inside
MEASURE_HALF_SLICE = 0.51  # of a thick slice, so that one slice always lies within the mid-sagittal band
MEASURE_MIN_ROI_VOXELS = 6  # fewer voxels of a slice than this make no region of interest
MEASURE_THICK_SLICE_MM = 3.0  # coarser left-right resolution than this is flagged for width and areas across
# Height may miss the measured one by this share where composition and shape of a draw do not fit each other; readers
# of an MRI differ by 11 to 21 %, so dropping such draws would only narrow the bands.
COURSE_HEIGHT_MISS = 0.02
# Looks closer together than a tenth of a second are one look.
COURSE_DAY_DECIMALS = 6
COURSE_DAY_TOLERANCE = 1e-6
# More failed draws than this share, and the run says that it failed instead of summarising the rest.
COURSE_FAILED_SHARE = 0.1
# Nodes over what is unknown of the protocol (T2 bias, echo time, scale to fluid, scale to annulus; shared by all discs
# of an image) and over T2 within a grade, reaching so many standard deviations: more change no probability by 0.01.
GRADE_PROTOCOL_NODES = (9, 9, 13, 13)
GRADE_WITHIN_NODES = 11
GRADE_REACH_SD = 3.0
GRADE_RATIO_FLOOR = 1e-3  # a nucleus darker than this share of the fluid is as dark as an image shows

# --- mechanics: swelling equilibrium and prestress ---
OSMOTIC_FIXED_POINT_STEPS = 30  # Schroeder's pressure and activity contract by a factor of about 3 a step
OSMOTIC_QUADRATURE_POINTS = 8  # energy of Schroeder's law (line search only): 1e-8 relative over J = 0.6 to 1.6
# Discs solved together: enough to fill the vector units.
MECHANICS_CHUNK = 16
MECHANICS_STEPS = 3  # Newton steps before finished discs give way to waiting ones: fewer cost calls, more cost waiting
MECHANICS_RESIDUAL = 1e-8  # largest out-of-balance nodal force over the mean nodal force of the elements
MECHANICS_ITERATIONS = 80  # Newton steps; a healthy disc from its unswollen shape needs about ten
MECHANICS_RETRIES = 12  # raised shifts in a row before giving up
MECHANICS_ARMIJO = 1e-4  # share of the predicted decrease that a step must reach
MECHANICS_HALVINGS = 20  # step lengths tried, the last about 1e-10
MECHANICS_SHORTEN = 3.0  # a refused step is shortened by this factor
MECHANICS_ENERGY_ROUNDOFF = 1e-13  # energy differences below this share are noise
MECHANICS_SHIFT_FIRST = 1e-3  # first diagonal shift when the tangent is not positive, share of its mean diagonal
MECHANICS_SHIFT_FACTOR = 10.0

# --- forecast -----------------------------------------------------------------------------------------------
# Fewer draws give no band worth reading; more than this many need the trial engine's pieces, not one batch.
FORECAST_DRAWS_LOWEST = 8
FORECAST_DRAWS_HIGHEST = 4096
# From this share of draws on, the report says that a disc reached the cap on pressure.
FORECAST_CAP_SHARE = 0.25
# Share of the progress bar at which all discs are done.
FORECAST_SYMPTOMS_AT = 0.97
# Points around the axial outline: at half a millimetre they are finer than any mesh.
OUTLINE_SAMPLES = 360
# Bisections for the exponent of the outline: 2^-40 of its range, far below a micrometre.
OUTLINE_BISECTIONS = 40
# Degree of the polynomials behind the two endplate surfaces: follows concavity and wedge, not voxel steps.
SURFACE_DEGREE = 4
# Share of the nucleus taken by the square block in its middle, and how round that block is (0 square, 1 circle):
# chosen for the best scaled Jacobian at the block's corners.
# Steps that invert the bulge when a point is located: it moves points by a few per cent, 4 steps leave 1e-6.
SURFACE_LOCATE_STEPS = 6
CORE_SHARE = 0.6
CORE_ROUNDNESS = 0.45

# Transport: the change of a concentration (relative to its largest boundary value) at which the iteration stops;
# the step after it would gain at least two digits more, so that the flux balance is then below 1e-8.
TRANSPORT_CHANGE = 1e-7
# Ordinary discs need 4 to 8 steps, crowded or starved ones up to about 15.
TRANSPORT_STEPS = 60
# Smallest share of its value that a concentration keeps in one step: it stays positive, and because the rates
# are concave the next step comes back from below without overshoot.
TRANSPORT_KEEP = 1e-3
# First guess of a concentration as a share of the bone's.
TRANSPORT_START = 0.5
# Sweeps of the linear solve behind a derivative; each gains about two digits in an ordinary disc.
TRANSPORT_DERIVATIVE_SWEEPS = 12

# --- disc: fitting a skin to a mask ---
# Voxels are split until none is longer than this, so that oblique grids and thick slices leave no moire.
MASK_SUBVOXEL_MM = 0.5
# Cell of the map of column thickness across the disc.
MASK_CELL_MM = 1.0
# Refinements of the disc's plane by the mid-points of its columns: the tilt settles within 0.1 degree.
MASK_PLANE_STEPS = 4
# These shares were compared on 40 young discs: they leave the best-shaped worst element (scaled Jacobian 0.37).
# Where a column falls to this share of its neighbourhood's thickness, the endplate ends and the bulging side begins.
MASK_RIM_SHARE = 0.5
# Share of the outline beyond which columns tell how thick the rim is.
MASK_RIM_FROM = 0.55
# Quantile of those columns taken as the rim's thickness.
MASK_RIM_QUANTILE = 0.75
# Columns within this share of the outline shape the endplates; those beyond are rounded by the bulge.
MASK_FIT_WITHIN = 0.97
MASK_SLAB_WITHIN = 0.9
# A mesh whose least scaled Jacobian falls below this is laid again with half the bulge, then with none.
MASK_LEAST_SCALED_JACOBIAN = 0.2
MASK_BULGE_SHARES = (1.0, 0.5, 0.0)
# A fitted surface is held at least this share of its middle thickness apart, so that a ragged rim stays meshable.
MASK_FLOOR_SHARE = 0.35
# Largest bulge as a share of the rim's thickness: beyond, side and endplate meet at too sharp an angle to mesh.
MASK_BULGE_OF_RIM = 0.2
# Harmonics of the outline and of the bulge: a kidney needs 3, more than 7 follow voxel steps.
MASK_OUTLINE_HARMONICS = 6
MASK_BULGE_HARMONICS = 3
# Largest bulge of the side as a share of the radius, and how finely it is tabulated.
MASK_BULGE_MOST = 0.3
MASK_BULGE_TABLE = 61
# Steps of the radius when a sector is integrated, in cells.
MASK_RADIAL_STEP = 0.25
# Weight that holds the polynomial surfaces flat where no column says otherwise, share of the data's weight.
MASK_RIDGE = 1e-4
# Fewest sub-voxels and columns that say anything about a disc.
MASK_LEAST_POINTS = 200
# A column nearer to the mid-sagittal plane than this counts as mid-sagittal in a cut slab.
MASK_SAGITTAL_MM = 3.0
# Points of the mask that tell its plane, and the overlap of skin and mask: 20,000 give it to 0.2 %.
MASK_SAMPLE_POINTS = 20_000
# Largest change of thickness by which a mesh is made to hold the mask's volume exactly.
MASK_VOLUME_MOST = 0.08
PRESTRESS_TOLERANCE = 1e-3  # relative error of mean height and mid-plane radius that counts as found
PRESTRESS_STOP = 2e-4  # error (also of any node, over the radius) at which a batch stops early
PRESTRESS_ITERATIONS = 12  # trials; five to nine are usual, and later ones rarely help
PRESTRESS_MEMORY = 4  # trials mixed by Anderson's method
PRESTRESS_MIXING_RANK = 1e-6  # directions weaker than this share are noise
PRESTRESS_LEAST_POROSITY = 0.2  # a trial whose reference tissue holds less water is not taken
PRESTRESS_LEAST_VOLUME = 0.1  # nor one with an element shrunk below this share of its measured volume

# --- yardstick disc (disc/yardstick.py) ---
# Elements along the square block, rings of the nucleus, rings of the annulus, layers: 320, 1,632, 10,752 and 40,480
# elements. Counts are part of the definition, so that another program's answers can be compared.
YARDSTICK_SIZES = {"tiny": (4, 1, 3, 4), "small": (6, 2, 5, 8), "medium": (12, 3, 8, 16), "large": (20, 5, 13, 22)}
# Points around the outline that find its foremost and hindmost place.
YARDSTICK_OUTLINE_POINTS = 20_001

# --- time integration (numerics/dirk): usual values of step controllers -------------------------------------
DIRK_SAFETY = 0.85
DIRK_GROW_MOST = 4.0  # a consolidating disc slows down by decades, so steps may grow fast
DIRK_SHRINK_MOST = 0.2

# --- mechanics on hexahedra --------------------------------------------------------------------------------
HEXA_TOLERANCE = 5e-3  # error of one time step: displacement and fluid potential over their largest values
HEXA_SOLVE = 0.05  # share of that tolerance at which the iteration of a stage stops
HEXA_ITERATIONS = 25  # quasi-Newton steps with one factor
HEXA_REFRESH = 3  # new tangents tried within one stage before the time step is cut
HEXA_SLOW = 0.7
HEXA_HALVINGS = 5  # shorter moves tried where the full one folds an element
HEXA_STEP_CUT = 0.25  # a failed time step is cut to this share
HEXA_SHORTEST = 1e-9  # shortest time step as a share of the programme

# --- verification ------------------------------------------------------------------------------------------
# An observed order of convergence may miss the theoretical one by this much: meshes here are not yet asymptotic.
VERIFY_ORDER_WITHIN = 0.2
VERIFY_MATERIAL = 1e-8  # laws at a point against closed forms, relative
VERIFY_CLOSED_FORM = 0.01  # initial and boundary value problems on 20 elements, relative
VERIFY_COUPLED = 1e-4  # three coupled solutes without limiter, relative
VERIFY_ROUNDOFF = 1e-9  # statements that hold exactly but for rounding: patch tests, rigid motion

# --- problem: foreign meshes ---------------------------------------------------------------------------------
# Below this scaled Jacobian an element is reported: meshing guides ask for 0.2 or more at every corner.
MESH_DISTORTED_SCALED_JACOBIAN = 0.2
# Nodes nearer than this share of the mesh's extent lie in one place: text files keep seven digits.
MESH_TOUCH_SHARE = 1e-6
# Band in which nodes belong to a side or a plane of the mesh, as a share of its extent along that axis.
MESH_SIDE_SHARE = 1e-4
# Rigid motion is free where the constraints hold it this much less than the best-held one (ratio of eigenvalues).
RIGID_FREE_SHARE = 1e-10

# --- mechanics: the day (reduced disc, displacement and fluid potential) ---------------------------------------
DAY_SMOOTHING = 0.5  # content kept per deviation of potential, over the shear modulus: 1/(2 G) of White and Borja 2008
DAY_CHUNK = 8  # discs marched together: they wait for the slowest
DAY_FORCE = 1e-4  # out-of-balance nodal force over the mean nodal force of the elements, at the end of a stage
DAY_LEAST_STRESS = 1e-6  # floor of the mean nodal force: this share of the shear modulus on the bone
DAY_CONTENT = 2e-8  # missing content of a node over the mean content of a node, at the end of a stage
DAY_NEWTON = 13  # corrections of a stage; four to seven are usual, a step that needs more is cut
DAY_CORRECTIONS = 3  # corrections with one factorisation
DAY_DIVERGED = 1e12  # residual over its tolerance beyond which a stage is given up before the count is full
DAY_ERROR = 2e-3  # largest error of a node's place in one time step, as a share of the half height
DAY_SAFETY = 0.9  # of the step that the error estimate allows
DAY_GROW = 4.0  # most that a step grows
DAY_SHRINK = 0.2  # least of itself that a step with too large an error keeps
DAY_CUT = 0.25  # what is left of a step whose equations found no solution
DAY_FIRST_SHARE = 0.1  # first step as a share of the ramp
DAY_SHORTEST_s = 1e-4  # a shorter step means failure
DAY_ATTEMPTS = 400  # steps tried between two looks
DAY_RAMP_s = 60.0  # a change of load takes this long: a load that jumps would leave the first instant unresolved
DAY_CREEP_LOOKS = 12  # looks at creep and at recovery, even in the logarithm of time
DAY_CREEP_FIRST = 0.01  # the first of them, as a share of the time
DAY_DERIVATIVE_SWEEPS = 8  # corrections behind the derivative of a stage, one to two digits each

# --- transport on hexahedra (transport/hexa) ---
# Newton steps of one stationary solve; an ordinary disc needs about 8, a starved one up to 30.
TRANSPORT_3D_STEPS = 120
# Share of its residual to which each Newton step's linear system is solved: below, the alternation gains no faster.
TRANSPORT_3D_LINEAR = 1e-5
# The harmonic field is solved once, and the adjoint too: to round-off.
TRANSPORT_3D_LINEAR_EXACT = 1e-12
TRANSPORT_3D_LINEAR_STEPS = 20_000  # far more than any sound mesh takes: 150 at 40,000 elements
# A concentration below this share of the largest held one that a step would take below zero marks its elements.
TRANSPORT_3D_STARVED = 1e-5
# Concentrations that stand while the supply does not match the use are held up by the floor alone: no solution.
TRANSPORT_3D_BALANCE = 1e-6
# Sweeps between the two solutes of the adjoint, and the relative change at which it stands.
TRANSPORT_3D_ADJOINT_SWEEPS = 60
TRANSPORT_3D_ADJOINT_CHANGE = 1e-12
# Adaptive steps in time: safety factor, and how far one step may grow or shrink from the last.
TRANSPORT_3D_STEP_SAFETY = 0.9
TRANSPORT_3D_STEP_GROW = 3.0
TRANSPORT_3D_STEP_SHRINK = 0.2
TRANSPORT_3D_STEP_MOST = 5_000  # steps tried before giving up
# First step in time as a share of the whole span.
TRANSPORT_3D_STEP_FIRST = 1e-3
# A step smaller than this share of the span will not get anywhere.
TRANSPORT_3D_STEP_LEAST = 1e-9
# Change at which a step in time stands, share of the largest value: sharper than for a steady state, because the
# ledger of a run adds up the steps.
TRANSPORT_3D_TIME_CHANGE = 1e-9
# A starved element returns to the ordinary form once all its concentrations are above this share.
TRANSPORT_3D_RELEASED = 1e-2
# Largest error of one step in time, share of the largest value.
TRANSPORT_3D_TOLERANCE = 1e-3
# Below this the error of a step is that of its iteration, and says nothing.
TRANSPORT_3D_TOLERANCE_LEAST = 1e-7

# --- problem: solving ---------------------------------------------------------------------------------------
SOLVE_SWELLING_FIRST = 0.25  # first step of the pseudo-time (0 to 1) in which a swelling equilibrium is approached
SOLVE_EQUILIBRIUM = 1e-8  # change, relative to the largest, at which an equilibrium counts as reached
HEXA_GUESS = 2  # states through which the first guess of a stage is extrapolated
HEXA_SMALL = 1e-6  # displacements below this share of the body are not resolved further

# --- the 3-D disc (mechanics/hexa/disc, programmes, prestress; disc/damage) ------------------------------------
HEXA_DISC_STABILISE = 0.1  # share of the pressure projection: without it potentials oscillate in seconds, more softens
HEXA_DISC_EQUILIBRIUM = 1e-6  # change, relative to the largest, at which a swelling equilibrium counts as reached
HEXA_DISC_MOMENTS_NM = (1.0, 2.5, 5.0, 7.5)  # moments at which curves are compared, those of Heuer 2007
HEXA_DISC_NM_PER_S = 1.0  # how fast a moment rises: seconds, in which water cannot leave
HEXA_DISC_PRELOAD_S = 1.0  # how fast a preload comes on
HEXA_DISC_DAYS = 6  # most days until they close
HEXA_DISC_DAY_CLOSED = 1e-3  # change of the morning height over a day, as a share, that counts as closed
HEXA_DISC_DAY_LOOKS = (0.0, 0.06, 0.25)  # looks within each part of the day, as shares of it, beside its end
HEXA_DISC_CREEP_LOOKS = 6  # looks at a creep, and at its recovery
HEXA_DISC_OPERATION_S = 10.0  # how long a removal of nucleus takes, and the force after it: too short to drink
DAMAGE_POINTS = 8  # points along each axis of an element by which its damaged share is weighed
DAMAGE_MOST_REMOVED = 0.95  # most of the nucleus that may be taken out and still be solved
DAMAGE_CAVITY_MOST = 0.8  # the same of one element of a cavity, next to intact ones
HEXA_BALANCED = 1e-3  # out-of-balance share of the forces above which a start counts as a jump of load
HEXA_ROUNDING = 1e-6  # relative change that may be all rounding, for bodies that hardly move
PRESTRESS_3D_ITERATIONS = 15  # trials of the reference
PRESTRESS_3D_MEMORY = 5  # trials mixed by Anderson's method
PRESTRESS_3D_STOP_MM = 2e-3  # largest miss of a node at which the search stops
PRESTRESS_3D_TOLERANCE_MM = 5e-2  # and at which the shape counts as met: a tenth of a voxel

# --- bench -----------------------------------------------------------------------------------------------------
BENCH_CREEP_TOLERANCE = 8e-3  # error of a time step: moves the yardstick's displacements by 0.1 % or less
BENCH_DISCS = 64  # discs solved together when solves a second are counted
BENCH_REPEATS = 3  # the fastest of so many runs counts: the machine may be shared

# --- validation ----------------------------------------------------------------------------------------------
VALIDATE_DRAWS = 16  # discs of a population: two chunks of the day, a median to a quarter of its scatter
VALIDATE_POINT_DRAWS = 512  # draws where only a law is evaluated
VALIDATE_SUPPLIES = 25  # supplies tried, evenly up to the whole; the critical one is found between two of them
VALIDATE_POINT_SETS = 24  # sets of rates drawn for the band of a critical supply
VALIDATE_BAND = (0.05, 0.95)  # quantiles of the band over draws
VALIDATE_MISS_SHARE = 0.1  # weight of a miss in the calibration: over this share of the rotation
VALIDATE_MISS_DEG = 0.5  # plus so many degrees
VALIDATE_START = (0.333, 0.209, 4.22)  # factors to begin from: what a coarser mesh led to from (0.9, 0.4, 3.3)
VALIDATE_NUDGE = 0.2  # of the logarithm of a factor, for slopes: large against the error of the solves
VALIDATE_REACH = 0.5  # most that a logarithm moves in one turn
VALIDATE_TURNS = 5
VALIDATE_TRIES = 3  # shorter moves tried in one turn
VALIDATE_DAMPING = 0.1
VALIDATE_DAMPING_FACTOR = 5.0
VALIDATE_GAIN = 0.03  # a turn that gains a smaller share is the last
VALIDATE_EVEN_STRESS = 0.1  # stress within this share of that at the axis counts as even
VALIDATE_CREEP_LOOKS = 14  # looks of creep and of recovery, evenly in the logarithm
VALIDATE_THINNER = 0.05  # share of the height by which the first trial of an unloaded disc is thinner
VALIDATE_TRIALS = 16  # of an unloaded disc; nine are usual
VALIDATE_SHAPE_MM = 5e-3  # distance of a node from its place that counts as met
VALIDATE_MEMORY = 4  # trials mixed
VALIDATE_COURSE_DRAWS = 64  # discs of the typical trial patient that are followed over months
VALIDATE_LIVES = 128  # people who live from 20 to 80 with five discs each; shares of them to four points
VALIDATE_PAIR_DRAWS = 16  # discs followed under poor and under good supply: signs and medians only
VALIDATE_LADDER_DRAWS = 8  # discs whose endplate is closed in steps
VALIDATE_LADDER = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0)  # open shares of these steps
VALIDATE_CULTURE_STEP_DAYS = 0.25  # of cells in culture
VALIDATE_TURNOVER_YEARS = 1.0  # over which matrix is watched with its synthesis off
VALIDATE_TURNOVER_STEP_DAYS = 7.0
VALIDATE_PAIRS_OF_ARMS = 100_000  # trials of two arms, of which those with the published baseline gap are kept
VALIDATE_GAP_MISS = 0.06  # grades: takes in the two gaps that twelve discs can have about the published one
VALIDATE_READING_SHARES = 21  # shares of common variance tried, none to all; kappa is interpolated between them
HEXA_FIRST = 0.1  # first step tried, share of the way to the first output or kink of a load
HEXA_FIRST_AFTER_JUMP = 1e-3  # the same after a jump of load: one backward Euler step, whose error is not estimated
HEXA_BROYDEN_LEAST = 0.1  # a rank-one update may lengthen a move tenfold, no more
HEXA_WEIGHT_MOVED = 3.0  # a factor made for a step three times longer or shorter is not tried
HEXA_SAME_TIME = 1e-12  # times closer than this share are the same
ROTATION_SMALL = 1e-8  # rad: below, the series of the rotation are exact to rounding

# --- sparse factors ------------------------------------------------------------------------------------------
SPARSE_SINGLE_FROM = 4000  # unknowns from which a factor that only guides an iteration is kept in single precision
SUPERLU_PIVOT = 0.01  # diagonal pivots this large are kept, so that the symmetric ordering survives
HEXA_PIECE = 256  # elements that are worth a thread of their own
HEXA_PIECES = 2  # most pieces of a block

# --- dose response (course/doses.py): as the course, with fewer looks ---------------------------------------------
DOSE_EARLY_DAYS = (0.1, 0.2, 0.35, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.5, 7.0, 10.0, 14.0, 20.0)
DOSE_MONTHS = (1.0, 3.0, 6.0, 12.0)  # at which outcomes are read unless asked otherwise
DOSE_LATE_MONTHS = (1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 9.0, 12.0)
DOSE_LONGEST_STEP_DAYS = 2.0
DOSE_MIDPOINT_DAYS = 3.0
DOSE_CELLS_MOVED = 0.03  # cells that moved by less are not fed anew
DOSE_NATIVE_LOSS = 0.05  # "can feed": the disc loses no more than this share of its own cells to the guests
DOSE_COUNT_LOWEST = 5
DOSE_COUNT_HIGHEST = 100
DOSE_START_SHARE = 0.3  # of the progress bar, taken by the disc itself

# --- the course on the 3-D disc (course/hexa): clocks are those of the course --------------------------------------
COURSE_3D_CHANGE = 1e-9  # change of a concentration, share of its largest held value, at which nutrients stand
COURSE_3D_PROGRESS = (0.15, 0.35)  # of the bar: where the reduced course begins and ends, by the clock

# --- sensitivity: any number of seeds that no user is likely to ask for next to his own
SENSITIVITY_SEED_OFFSET = 1_000_003

# --- natural history (course/lifetime): decades, so coarse clocks suffice ---------------------------------------------
LIFETIME_RUNGS = (1.0, 0.65, 0.3)  # mean GAG of the nucleus at which shape and nutrients are solved; between, linear
LIFETIME_SETTLING_DAYS = (2.0, 16.0)  # starving cells are let die so long, nutrients solved anew before each
LIFETIME_STEPS_PER_YEAR = 2  # biology moves in years; its fast parts are exact over a step
LIFETIME_DISCS = 5  # lumbar discs of a person
LIFETIME_READER_NODES = 61
LIFETIME_READER_SD = (1e-2, 2.0)  # error of a reading on the grade's scale, searched between

# --- the mechanics of one disc (forecasting/mechanics.py) ------------------------------------------------------
MECHANICS_SECONDS = 10.0  # in which the day's load comes on: too short for water to leave
MECHANICS_LOOKS = 4  # on the way to it: the last quarter is where the stiffness is read
MECHANICS_CREEP_TOLERANCE = 8e-3  # error of a time step of the creep: only its two ends are read
LIFETIME_DRAWS = 256  # people
LIFETIME_BAND = (0.05, 0.5, 0.95)  # quantiles that are shown
LIFETIME_SUMMARY_YEARS = 10
LIFETIME_TRIALS = 60  # lives of all people that a calibration tries
LIFETIME_NUDGE = 0.25  # of the logarithms, for its first simplex
LIFETIME_YOUTH_SHARE = 0.1  # of its progress, taken by the young discs
MECHANICS_THREADS = 2  # programmes solved at once: each holds a factor, and its assembly uses threads of its own
MECHANICS_REST_SHARE = 0.15  # of the progress bar, until all discs are at rest

# Nodes of the quadrature over the correlation of a bivariate normal: errors below 1e-9 up to a correlation of 0.9.
BIVARIATE_NODES = 12
# Nodes per score of the quadrature over the baselines of an arm.
ARM_BASELINE_NODES = 7

# --- meta-analysis (evidence/meta) -------------------------------------------------------------------------------
META_LEVEL = 0.95  # of confidence and prediction intervals
META_GRID = 49  # trial values of the between-study variance, from which maxima of the likelihood are bracketed
META_GRID_DECADES = 6.0  # below and above the scale of the data
META_ROOT = 1e-13  # of that scale: how finely the variance is solved for
META_TRIM_ROUNDS = 100  # of trim and fill, which settles within a few
META_TRIM_DECIMALS = 9  # of the range of all estimates, to which distances from the centre are told apart
META_RANK = 1e-9  # singular values below this share of the largest are zero

# Calibration: chains, warm-up and draws of each, for the posterior that ships and for fits that leave a study out.
FIT_CHAINS = 4
FIT_WARMUP = 500
FIT_DRAWS = 1000
FIT_EXCESS_WARMUP = 250
FIT_EXCESS_DRAWS = 250
FIT_LEAVE_OUT_WARMUP = 300
FIT_LEAVE_OUT_DRAWS = 450
FIT_ACCEPT = 0.98  # short steps, for spreads between trials that one or two trials inform
# What a chain must show: split R-hat at most, effective draws at least, divergent steps at most (share).
FIT_RHAT = 1.02
FIT_EFFECTIVE = 400.0
FIT_DIVERGENT = 0.001
# Draws of the controlled posterior that ship, and those of them under which the uncontrolled arms are fitted.
FIT_ROWS = 1000
FIT_IMPUTATIONS = 5

# --- readings of an MRI (course/reading) ------------------------------------------------------------------------------
READING_ERRORS = 81  # errors of a reader between which kappa is interpolated: to 0.001
READING_SEVERITIES = 201  # severities over which what a reading leaves open is integrated

# --- recovery and harms (evidence/aftermath) ---------------------------------------------------------------------
AFTERMATH_INTERVAL = 0.95  # probability of the exact binomial range that stands beside each counted share
AFTERMATH_PERCENT = 100.0  # a share of one

# Quantiles of the band in which a number of a study is foreseen.
FORESEE_BAND = (0.05, 0.95)
# Draws of each left-out forecast that ship.
FIT_LEFT_OUT_KEPT = 400
# Rows of each posterior that ships without one controlled trial: worlds of a replication.
FIT_WITHOUT_ROWS = 200
# Levels of the central bands whose coverage is counted.
HONESTY_LEVELS = (0.5, 0.8, 0.9)
# Draws of the forecast that is held beside the meta-analysis.
EVIDENCE_DRAWS = 1000
# Rungs of the effect of cells by which the rows of the posterior are sorted.
FIT_RUNGS = 10
